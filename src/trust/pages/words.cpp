#include "trust/pages/words.h"

#include "base/mutant.h"

namespace troth::trust {
namespace {

using evidence::Status;
using std::chrono::hours;
using std::chrono::minutes;

std::string number_of(std::int64_t value, std::string_view unit) {
  return std::to_string(value) + " " + std::string(unit);
}

/// The largest unit that says enough.
std::string rough(Duration length, Language language) {
  if (length < hours(1)) return number_of(length / minutes(1), "min");
  if (length < hours(48)) return number_of(length / hours(1), say(language, "h", "Std."));
  return number_of(length / hours(24), say(language, "d", "Tagen"));
}

std::string_view tone_of(Status status) {
  switch (status) {
    case Status::pass:
      return "ok";
    case Status::fail:
      return "bad";
    case Status::stale:
    case Status::unproven:
    case Status::exception:
      return "warn";
    case Status::inherited:
    case Status::recorded:
    case Status::declared:
    case Status::not_applicable:
    case Status::not_covered:
      break;
  }
  return "plain";
}

}  // namespace

std::string_view say(Language language, std::string_view english, std::string_view german) {
  return language == Language::de ? german : english;
}

std::string ago(Time at, Time now, Language language) {
  bool const ahead = at > now;
  Duration const length = ahead ? at - now : now - at;
  if (length < minutes(1)) return std::string(say(language, "just now", "gerade eben"));
  auto const text = rough(length, language);
  if (language == Language::de) return (ahead ? "in " : "vor ") + text;
  return ahead ? "in " + text : text + " ago";
}

std::string span(Duration length) {
  if (length < minutes(1)) return number_of(length / std::chrono::seconds(1), "s");
  auto const whole = length / minutes(1);
  auto const d = whole / (24 * 60), h = whole / 60 % 24, min = whole % 60;
  if (d > 0) return number_of(d, "d") + (h > 0 ? " " + number_of(h, "h") : "");
  if (h > 0) return number_of(h, "h") + (min > 0 ? " " + number_of(min, "min") : "");
  return number_of(min, "min");
}

std::string counted(std::size_t number, std::string_view one, std::string_view many) {
  return std::to_string(number) + " " + std::string(number == 1 ? one : many);
}

std::optional<Time> stale_since(evidence::ClauseView const& view, Time now) {
  if (view.attestation && view.attestation->until <= now) return view.attestation->until;
  if (!view.latest) return std::nullopt;
  auto const& record = view.latest->record;
  return record.expires <= now ? record.expires : record.ended;
}

Badge badge_of(evidence::ClauseView const& view) {
  auto shown = view.status;
  if (shown == Status::stale && TROTH_MUTANT("stale-shown-green")) shown = Status::pass;
  return {evidence::name(shown), tone_of(shown)};
}

std::string_view word_now(evidence::ClauseView const& view) {
  return view.status == Status::stale ? "stale" : catalogue::plain_word(view.stands);
}

}  // namespace troth::trust

#include "runner/outcome.h"

#include "base/json_writer.h"

namespace troth::runner {
namespace {

constexpr std::size_t kMostText = 4096;

Result<Time> time_in(http::JsonReader& reader, std::string_view member) {
  TROTH_TRY(auto const text, reader.text(member, 40));
  auto const time = parse_rfc3339(text);
  return time ? Result<Time>(*time) : fail(Code::invalid, "not a time", std::string(member));
}

Result<std::vector<probe::Observation>> observations_in(http::JsonReader& reader) {
  TROTH_TRY(auto const value, reader.any("observations"));
  if (value.array() == nullptr) return fail(Code::invalid, "observations are a list");
  std::vector<probe::Observation> out;
  for (auto const& one : *value.array()) {
    TROTH_TRY(auto entry, http::JsonReader::object(one, "/observations"));
    TROTH_TRY(bool const held, entry.boolean("held", false));
    TROTH_TRY(auto what, entry.text("what", kMostText));
    out.push_back({held, std::move(what)});
  }
  return out;
}

}  // namespace

std::string_view word(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return "pass";
    case Verdict::fail:
      return "fail";
    case Verdict::error:
      break;
  }
  return "error";
}

std::optional<Verdict> parse_verdict(std::string_view text) {
  for (auto verdict : {Verdict::pass, Verdict::fail, Verdict::error})
    if (text == word(verdict)) return verdict;
  return std::nullopt;
}

std::string as_json(Outcome const& outcome) {
  Json json;
  json.object().member("clause", outcome.clause).member("verdict", word(outcome.verdict));
  json.member("place", name(outcome.place)).member("samples", std::uint64_t{outcome.samples()});
  json.member("started", rfc3339(outcome.started)).member("ended", rfc3339(outcome.ended));
  json.member("seed", hex(outcome.seed));
  if (!outcome.error.empty()) json.member("error", outcome.error);
  if (!outcome.detail.empty()) json.member("detail", outcome.detail);
  json.key("observations").array();
  for (auto const& one : outcome.observations) json.object().member("held", one.held).member("what", one.what).end();
  return json.end().end().text();
}

Result<Outcome> outcome_of_json(http::JsonValue const& value) {
  TROTH_TRY(auto reader, http::JsonReader::object(value, ""));
  Outcome out;
  TROTH_TRY(out.clause, reader.text("clause", 40));
  TROTH_TRY(auto const verdict, reader.text("verdict", 10));
  TROTH_TRY(auto const place, reader.text("place", 10));
  TROTH_TRY(auto const seed, reader.text("seed", 64));
  TROTH_TRY(out.started, time_in(reader, "started"));
  TROTH_TRY(out.ended, time_in(reader, "ended"));
  TROTH_TRY(auto error, reader.maybe_text("error", kMostText));
  TROTH_TRY(auto detail, reader.maybe_text("detail", kMostText));
  TROTH_TRY(out.observations, observations_in(reader));
  auto const known = parse_verdict(verdict);
  auto const bytes = from_hex(seed);
  if (!known || !bytes || bytes->size() != out.seed.size() || (place != "live" && place != "twin"))
    return fail(Code::invalid, "no verdict of ours", out.clause);
  std::copy(bytes->begin(), bytes->end(), out.seed.begin());
  out.verdict = *known;
  out.place = place == "live" ? probe::Place::live : probe::Place::twin;
  out.error = error.value_or("");
  out.detail = detail.value_or("");
  return out;
}

}  // namespace troth::runner

#include "catalogue/catalogue.h"

namespace troth::catalogue {
namespace {

struct Unit {
  std::string_view unit, one_en, many_en, one_de, many_de;
};

constexpr Unit kUnits[] = {
    {"s", "second", "seconds", "Sekunde", "Sekunden"},
    {"min", "minute", "minutes", "Minute", "Minuten"},
    {"h", "hour", "hours", "Stunde", "Stunden"},
    {"d", "day", "days", "Tag", "Tage"},
    {"months", "month", "months", "Monat", "Monate"},
    {"years", "year", "years", "Jahr", "Jahre"},
    {"bits", "bit", "bits", "Bit", "Bit"},
    {"characters", "character", "characters", "Zeichen", "Zeichen"},
    {"MiB", "MiB", "MiB", "MiB", "MiB"},
};

std::string_view word(Unit const& unit, bool one, Language language) {
  if (language == Language::de) return one ? unit.one_de : unit.many_de;
  return one ? unit.one_en : unit.many_en;
}

}  // namespace

std::string shown(Parameter const& parameter, std::int64_t value, Language language) {
  if (parameter.unit == "tls") return "TLS " + std::to_string(value / 10) + "." + std::to_string(value % 10);
  auto out = std::to_string(value);
  for (auto const& unit : kUnits)
    if (unit.unit == parameter.unit) out.append(" ").append(word(unit, value == 1, language));
  return out;  // a count has no unit: the sentence says what is counted
}

}  // namespace troth::catalogue

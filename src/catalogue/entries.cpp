#include "catalogue/entries.h"

#include <algorithm>
#include <array>
#include <optional>

#include "catalogue/ids.h"

namespace troth::catalogue {
namespace {

constexpr std::array<std::string_view, 11> kUnits{"s",    "min",        "h",     "d",   "months", "years",
                                                  "bits", "characters", "count", "tls", "MiB"};

std::optional<Parameter::Stricter> stricter_of(std::string_view word) {
  if (word == "lower") return Parameter::Stricter::lower;
  if (word == "higher") return Parameter::Stricter::higher;
  if (word == "same") return Parameter::Stricter::same;
  return std::nullopt;
}

/// As the catalogue files spell them.
std::optional<EvidenceClass> class_of(std::string_view word) {
  if (word == "not_covered") return EvidenceClass::not_covered;
  for (auto one : {EvidenceClass::proven, EvidenceClass::measured, EvidenceClass::recorded, EvidenceClass::inherited,
                   EvidenceClass::declared})
    if (word == name(one)) return one;
  return std::nullopt;
}

Result<EvidenceClass> read_class(Entry& entry, std::string_view key) {
  TROTH_TRY(auto const word, entry.text(key));
  auto const out = class_of(word);
  if (!out) return entry.refused("a class is proven, measured, recorded, inherited, declared or not_covered", key);
  return *out;
}

Result<> read_identity(Entry& entry, Clause& clause) {
  TROTH_TRY(clause.id, entry.text("id"));
  entry.rename(entry.place() + ": clause " + clause.id);
  TROTH_TRY(clause.profile, entry.text("profile"));
  if (prefix_of(clause.profile).empty())
    return entry.refused("a profile is trueengage, landbot or extension", "profile");
  if (!is_clause_id(clause.id, prefix_of(clause.profile)))
    return entry.refused("a clause id is its profile's letters and a place, such as TE-1.2, LB-T3 or X-7.1", "id");
  TROTH_TRY(auto const row, entry.number("row"));
  if (row < 1 || row > 9999) return entry.refused("a row counts from 1", "row");
  clause.row = static_cast<int>(row);
  TROTH_TRY(clause.section, entry.text("section"));
  return {};
}

Result<> read_standing(Entry& entry, Clause& clause) {
  TROTH_TRY(clause.stands, read_class(entry, "stands"));
  TROTH_TRY(clause.target, read_class(entry, "target"));
  TROTH_TRY(clause.because, entry.optional_texts("because"));
  if (clause.stands != EvidenceClass::proven && clause.because.en.empty())
    return entry.refused("only a proven clause needs no reason; say what is missing or who vouches", "because");
  return {};
}

}  // namespace

Result<Parameter> read_parameter(Entry entry) {
  Parameter out;
  TROTH_TRY(out.id, entry.text("id"));
  entry.rename(entry.place() + ": parameter " + out.id);
  if (!is_parameter_id(out.id))
    return entry.refused("a parameter id is two words or more with dots between, such as backup.keep_days", "id");
  TROTH_TRY(out.value, entry.number("value"));
  TROTH_TRY(out.unit, entry.text("unit"));
  if (std::find(kUnits.begin(), kUnits.end(), out.unit) == kUnits.end())
    return entry.refused("a unit is s, min, h, d, months, years, bits, characters, count, tls or MiB", "unit");
  TROTH_TRY(auto const direction, entry.text("stricter"));
  auto const stricter = stricter_of(direction);
  if (!stricter) return entry.refused("stricter is lower, higher or same", "stricter");
  out.stricter = *stricter;
  TROTH_TRY(out.running, entry.optional_text("running"));
  TROTH_TRY(out.basis, entry.text("basis"));
  TROTH_TRY(entry.done());
  return out;
}

Result<Clause> read_clause(Entry entry, Frameworks const& frameworks) {
  Clause out;
  TROTH_TRY(read_identity(entry, out));
  TROTH_TRY(out.title, entry.texts("title"));
  TROTH_TRY(out.sentence, entry.texts("sentence"));
  TROTH_TRY(read_standing(entry, out));
  TROTH_TRY(out.parameters, entry.list("parameters"));
  TROTH_TRY(out.see, entry.list("see"));
  TROTH_TRY(out.maps, frameworks.crosswalk(entry));
  TROTH_TRY(entry.done());
  return out;
}

}  // namespace troth::catalogue

// The profile: which controls a version of the TOM promises, and with which numbers.
#include "oscal/documents.h"

namespace troth::oscal {
namespace {

using catalogue::Language;

/// What the version promises that the catalogue of this build has.
std::vector<catalogue::Clause const*> promised(Source const& source) {
  std::vector<catalogue::Clause const*> out;
  for (auto const& clause : source.catalogue.clauses())
    if (!source.text || source.text->clause(clause.id)) out.push_back(&clause);
  return out;
}

/// The catalogue's sentence with the numbers of the version.
std::string worded_now(Source const& source, catalogue::Clause const& clause) {
  catalogue::Promises promises = source.catalogue.defaults();
  for (auto const& parameter : source.text->parameters) promises.insert_or_assign(parameter.id, parameter.value);
  return sentence(source.catalogue, clause, promises, Language::en);
}

/// A version is kept in its own words. Where those of this build's catalogue are others, the profile says so.
void add_other_words(std::vector<Property>& properties, Source const& source) {
  for (auto const& clause : source.text->clauses) {
    auto const* known = source.catalogue.find(clause.id);
    if (!known)
      properties.push_back({"not-in-catalog", clause.id, kOurs, clause.sentence(Language::en)});
    else if (clause.sentence(Language::en) != worded_now(source, *known))
      properties.push_back({"promised-in-other-words", clause.id, kOurs, clause.sentence(Language::en)});
  }
}

std::vector<Property> properties_of(Source const& source) {
  if (!source.version) return {{"tom", "rehearsal"}};
  auto const& version = *source.version;
  std::vector<Property> out{{"tom", version.hash},
                            {"tom-state", std::string(name(trust::state_at(version, source.now)))},
                            {"effective-from", rfc3339(version.effective_from)}};
  if (version.published) out.push_back({"log-index", std::to_string(version.index)});
  for (auto const& clause : source.text->accepted) out.push_back({"accepted-as-not-covered", clause});
  add_other_words(out, source);
  return out;
}

/// The number that is promised if it is another than the catalogue's; a parameter of other words stands in the
/// properties with its sentence.
std::optional<std::int64_t> changed(Source const& source, catalogue::Parameter const& parameter) {
  std::int64_t value = parameter.value;
  if (!source.text) {
    auto const found = source.board.promises.find(parameter.id);
    if (found != source.board.promises.end()) value = found->second;
  } else if (auto const* found = source.text->parameter(parameter.id)) {
    value = found->value;
  }
  return value == parameter.value ? std::nullopt : std::optional(value);
}

void put_settings(List& list, Source const& source, catalogue::Clause const& clause) {
  for (auto const& id : clause.parameters) {
    auto const* parameter = source.catalogue.parameter(id);
    auto const value = parameter ? changed(source, *parameter) : std::nullopt;
    if (!value) continue;
    auto& json = list.item().object().member("param-id", parameter_id(clause.id, id));
    put_strings(json, "values", {shown(*parameter, *value, Language::en)});
    json.end();
  }
}

}  // namespace

std::string profile(Source const& source) {
  auto const number = source.version ? std::to_string(source.version->number) : "rehearsal";
  auto const title = source.version ? "Troth: technical and organisational measures, version " + number
                                    : "Troth: technical and organisational measures, a rehearsal: nothing is promised";
  auto const clauses = promised(source);
  auto const id = uuid("profile", log_of(source.board) + "\n" + number);
  auto json = opened({"profile", id, title, number, source.now, properties_of(source)});
  json.key("imports").array().object().member("href", kCatalog);
  json.key("include-controls").array().object();
  {
    List list(json, "with-ids");
    for (auto const* clause : clauses) list.item().value(control_id(clause->id));
  }
  json.end().end().end().end();
  json.key("merge").object().member("as-is", true).end();
  json.key("modify").object();
  {
    List list(json, "set-parameters");
    for (auto const* clause : clauses) put_settings(list, source, *clause);
  }
  json.end();
  return closed(std::move(json));
}

}  // namespace troth::oscal

// The profile: which controls a version of the TOM promises, and with which numbers.
#include "oscal/documents.h"

namespace troth::oscal {
namespace {

using catalogue::Language;

/// What the version promises that the catalogue of this build has.
std::vector<std::string> promised(Source const& source) {
  std::vector<std::string> out;
  for (auto const& clause : source.catalogue.clauses())
    if (!source.text || source.text->clause(clause.id)) out.push_back(control_id(clause.id));
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

void put_setting(List& list, catalogue::Parameter const& parameter, std::int64_t value) {
  auto& json = list.item().object().member("param-id", parameter.id);
  put_strings(json, "values", {shown(parameter, value, Language::en)});
  json.end();
}

/// Only parameters of this catalogue can be set; those of other words stand in the properties with their sentence.
void put_settings(Json& json, Source const& source) {
  json.key("modify").object();
  {
    List list(json, "set-parameters");
    if (source.text) {
      for (auto const& one : source.text->parameters)
        if (auto const* known = source.catalogue.parameter(one.id)) put_setting(list, *known, one.value);
    } else {
      for (auto const& known : source.catalogue.parameters())
        if (auto found = source.board.promises.find(known.id);
            found != source.board.promises.end() && found->second != known.value)
          put_setting(list, known, found->second);
    }
  }
  json.end();
}

}  // namespace

std::string profile(Source const& source) {
  auto const number = source.version ? std::to_string(source.version->number) : "rehearsal";
  auto const title = source.version ? "Troth: technical and organisational measures, version " + number
                                    : "Troth: technical and organisational measures, a rehearsal: nothing is promised";
  auto const of = source.version ? source.version->hash : digest_of(source.catalogue);
  auto json = opened({"profile", uuid("profile", of), title, number, source.now, properties_of(source)});
  json.key("imports").array().object().member("href", kCatalog);
  json.key("include-controls").array().object();
  put_strings(json, "with-ids", promised(source));
  json.end().end().end().end();
  json.key("merge").object().member("as-is", true).end();
  put_settings(json, source);
  return closed(std::move(json));
}

}  // namespace troth::oscal

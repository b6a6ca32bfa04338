#include "base/json_writer.h"
#include "trust/render_document.h"

namespace troth::trust {
namespace {

void add_clause(Json& json, Document::Clause const& clause, std::string const& section) {
  json.object().member("id", clause.id).member("profile", clause.profile).member("section", section);
  json.member("title", clause.title).member("sentence", clause.sentence);
  json.member("word", clause.word).member("class", clause.stands).member("status", clause.status);
  json.member("why", clause.why);
  json.key("tested");
  clause.tested ? json.value(rfc3339(*clause.tested)) : json.null();
  json.key("index");
  clause.index ? json.value(*clause.index) : json.null();
  json.key("drifted").array();
  for (auto const& parameter : clause.drifted) json.value(parameter);
  json.end().end();
}

}  // namespace

std::string to_json(evidence::Board const& board, TomVersion const* version, std::string_view profile,
                    catalogue::Language language) {
  auto const document = make_document(board, version, profile, language);
  Json json;
  json.object().member("title", document.title());
  json.member("language", language == catalogue::Language::de ? "de" : "en");
  json.member("rehearsal", document.version == 0).member("version", document.version);
  if (document.version != 0) {
    json.member("state", document.state).member("effective_from", document.effective).member("hash", document.hash);
    if (document.index) json.member("index", *document.index);
  }
  json.member("cell", document.cell).member("witness", document.witness).member("as_of", rfc3339(document.as_of));
  json.key("clauses").array();
  for (auto const& section : document.sections)
    for (auto const& clause : section.clauses) add_clause(json, clause, section.heading);
  return json.end().end().text() + "\n";
}

}  // namespace troth::trust

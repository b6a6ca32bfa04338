// Who is assessed and what assesses it, as plan and results name them.
#include "oscal/documents.h"

namespace troth::oscal {
namespace {

void put_component(Json& json, std::string const& id, std::string_view type, std::string_view title,
                   std::string_view description, std::vector<Property> const& properties) {
  json.object().member("uuid", id).member("type", type).member("title", title).member("description", description);
  put_properties(json, properties);
  json.key("status").object().member("state", "operational").end().end();
}

}  // namespace

void put_components(Json& json, evidence::Board const& board) {
  json.key("components").array();
  put_component(json, cell_uuid(board), "system", "The cell", "A served cell; its evidence log names it.",
                {{"evidence-log", log_of(board)}});
  put_component(json, prober_uuid(board), "validation", "The probes of its build",
                "They attack the cell itself or a twin of it, a disposable cell of the same program.",
                {{"build-sha-256", hex(board.build)}, {"manifest", board.manifest}});
  json.end();
}

void put_subject(Json& json, std::string_view key, evidence::Board const& board) {
  json.key(key).array().object().member("type", "component").key("include-subjects").array();
  json.object().member("subject-uuid", cell_uuid(board)).member("type", "component").end();
  json.end().end().end();
}

}  // namespace troth::oscal

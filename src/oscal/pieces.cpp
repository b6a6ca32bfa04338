#include "oscal/pieces.h"

namespace troth::oscal {

void put_properties(Json& json, std::vector<Property> const& properties) {
  List list(json, "props");
  for (auto const& one : properties) {
    if (one.value.empty()) continue;
    list.item().object().member("name", one.name).member("ns", one.ns).member("value", one.value);
    if (!one.remarks.empty()) json.member("remarks", one.remarks);
    json.end();
  }
}

void put_strings(Json& json, std::string_view key, std::vector<std::string> const& values) {
  List list(json, key);
  for (auto const& value : values) list.item().value(value);
}

Json opened(Head const& head) {
  Json json;
  json.object().key(head.root).object().member("uuid", head.uuid);
  json.key("metadata").object().member("title", head.title).member("last-modified", rfc3339(head.modified));
  json.member("version", head.version).member("oscal-version", kVersion);
  put_properties(json, head.properties);
  json.end();
  return json;
}

std::string closed(Json&& json) { return json.end().end().text() + "\n"; }

void open_part(Json& json, std::string_view id, std::string_view name, std::string_view prose) {
  json.object().member("id", id).member("name", name).member("prose", prose);
}

void put_selection(Json& json, std::vector<std::string> const& clauses) {
  json.key("control-selections").array().object();
  if (clauses.empty()) json.key("include-all").object().end();
  {
    List list(json, "include-controls");
    for (auto const& clause : clauses) list.item().object().member("control-id", control_id(clause)).end();
  }
  json.end().end();
}

}  // namespace troth::oscal

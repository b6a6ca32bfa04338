#include "app/openapi.h"

#include <algorithm>

#include "http/json.h"

namespace troth::app {
namespace {

using http::JsonValue;
using Array = JsonValue::Array;
using Object = JsonValue::Object;

constexpr std::string_view kAbout =
    "A vault for personal data. Every answer to a principal names the event that tells of it, which was durable before "
    "the answer left. Refusals are problems (RFC 9457) with `at`, where the request was wrong, and `next`, what to do. "
    "Readers pass over members they do not know.";

JsonValue text(std::string_view words) { return JsonValue(std::string(words)); }

JsonValue reference(std::string_view place, std::string_view name) {
  return JsonValue(Object{{"$ref", text("#/components/" + std::string(place) + "/" + std::string(name))}});
}

/// The member of an object that has it.
JsonValue& member(JsonValue& of, std::string_view name) { return std::get<Object>(of.variant()).find(name)->second; }

/// "get", and for DELETE "delete".
std::string key_of(http::Method method) {
  std::string out(http::name(method));
  std::ranges::transform(out, out.begin(), [](char c) { return static_cast<char>(c - 'A' + 'a'); });
  return out;
}

/// The tail of a pattern, {tile...}, is one parameter: {tile}.
std::string path_of(std::string_view pattern) {
  std::string out(pattern);
  if (auto const at = out.find("...}"); at != out.npos) out.erase(at, 3);
  return out;
}

/// By what the document groups it: the log, a tenant's people, and so on, as the first word after the tenant or the
/// cell says.
std::string tag_of(std::string_view pattern) {
  std::string_view const base = pattern.starts_with("/v1/cell") ? "/v1/cell" : "/v1/tenants/{tenant}";
  pattern.remove_prefix(std::min(base.size(), pattern.size()));
  if (pattern.empty()) return "tenant";
  pattern.remove_prefix(1);
  return std::string(pattern.substr(0, pattern.find('/')));
}

void add_row(JsonValue& operation, Row const& row) {
  auto& members = std::get<Object>(operation.variant());
  members.emplace("tags", JsonValue(Array{text(tag_of(row.route.pattern))}));
  members.emplace("x-operation", text(act::name(row.operation)));
  members.emplace("x-permission", text(act::name(row.permission)));
  members.emplace("x-body-limit", JsonValue(static_cast<std::int64_t>(row.route.body_limit)));
  if (row.needs == Needs::nothing) return;
  std::get<Array>(member(operation, "parameters").variant()).push_back(reference("parameters", "Purpose"));
  std::get<Object>(member(operation, "responses").variant()).emplace("428", reference("responses", "428"));
}

JsonValue info() {
  return JsonValue(Object{{"title", text("Troth")},
                          {"version", text("1")},
                          {"summary", text("A vault that does what its security document says")},
                          {"description", text(kAbout)}});
}

}  // namespace

Result<std::string> openapi(std::vector<Row> const& rows) {
  TROTH_TRY(auto said, http::parse_json(api_text(), {.depth = 64, .bytes = api_text().size()}));
  auto& operations = std::get<Object>(member(said, "operations").variant());
  Object paths;
  for (auto const& row : rows) {
    std::string const route = std::string(http::name(row.route.method)) + " " + std::string(row.route.pattern);
    auto found = operations.extract(route);
    if (!found) return fail(Code::invalid, "a route is not described in api/", route);
    add_row(found.mapped(), row);
    auto& path = paths.emplace(path_of(row.route.pattern), JsonValue(Object())).first->second;
    std::get<Object>(path.variant()).emplace(key_of(row.route.method), std::move(found.mapped()));
  }
  if (!operations.empty()) return fail(Code::invalid, "api/ describes what is no route", operations.begin()->first);
  Object document{{"openapi", text("3.1.0")},
                  {"info", info()},
                  {"servers", JsonValue(Array{JsonValue(Object{{"url", text("/")}})})},
                  {"security", JsonValue(Array{JsonValue(Object{{"token", JsonValue(Array())}})})},
                  {"paths", JsonValue(std::move(paths))}};
  document.emplace("components", std::move(member(said, "components")));
  return JsonValue(std::move(document)).dump();
}

}  // namespace troth::app

// The document of the API: every route in it, and nothing that is none.
#include "app/openapi.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "act/vocabulary.h"
#include "http/json.h"

namespace troth::app {
namespace {

using http::JsonValue;

JsonValue const& at(JsonValue const& of, std::string_view name) {
  static JsonValue const none;
  auto const* members = of.object();
  if (!members) return none;
  auto const found = members->find(name);
  return found == members->end() ? none : found->second;
}

struct Document : testing::Test {
  std::vector<Row> rows = all_rows();
  Result<std::string> text = openapi(rows);

  /// "GET /v1/tenants/{tenant}" -> the operation object.
  std::map<std::string, JsonValue> operations() const {
    std::map<std::string, JsonValue> out;
    auto const document = http::parse_json(*text, {.depth = 64});
    EXPECT_TRUE(document);
    for (auto const& [path, item] : *at(*document, "paths").object())
      for (auto const& [method, operation] : *item.object()) out.emplace(method + " " + path, operation);
    return out;
  }
};

TEST_F(Document, HasEachRouteOnceAndNoOther) {
  ASSERT_TRUE(text) << text.error().message << ": " << text.error().at;
  EXPECT_EQ(operations().size(), rows.size());
}

TEST_F(Document, RefusesARouteThatIsNotDescribed) {
  rows.push_back(rows.front());
  rows.back().route.pattern = "/v1/cell/undescribed";
  auto const refused = openapi(rows);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().at, "POST /v1/cell/undescribed");
}

TEST_F(Document, RefusesADescriptionOfWhatIsNoRoute) {
  std::string const gone =
      std::string(http::name(rows.back().route.method)) + " " + std::string(rows.back().route.pattern);
  rows.pop_back();
  auto const refused = openapi(rows);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().at, gone);
}

TEST_F(Document, NamesEachOperationByAnIdOfItsOwn) {
  ASSERT_TRUE(text);
  std::set<std::string> ids;
  for (auto const& [route, operation] : operations()) {
    auto const* id = at(operation, "operationId").text();
    ASSERT_TRUE(id) << route;
    EXPECT_TRUE(ids.insert(*id).second) << *id << " stands for two";
  }
}

TEST_F(Document, NamesEventsThatThereAre) {
  ASSERT_TRUE(text);
  for (auto const& [route, operation] : operations()) {
    auto const* event = at(operation, "x-event").text();
    EXPECT_TRUE(event && act::parse_event_type(*event)) << route;
  }
}

TEST_F(Document, SaysWhatTheRowSays) {
  ASSERT_TRUE(text);
  auto const all = operations();
  for (auto const& row : rows) {
    std::string path(row.route.pattern), method(http::name(row.route.method));
    if (auto const tail = path.find("...}"); tail != path.npos) path.erase(tail, 3);
    for (char& c : method) c = static_cast<char>(c - 'A' + 'a');
    auto const found = all.find(method + " " + path);
    ASSERT_NE(found, all.end()) << path;
    EXPECT_EQ(*at(found->second, "x-operation").text(), act::name(row.operation)) << path;
    EXPECT_EQ(*at(found->second, "x-permission").text(), act::name(row.permission)) << path;
    bool purpose = false;
    for (auto const& parameter : *at(found->second, "parameters").array())
      purpose = purpose || (at(parameter, "$ref").text() && at(parameter, "$ref").text()->ends_with("/Purpose"));
    EXPECT_EQ(purpose, row.needs != Needs::nothing) << path;
  }
}

}  // namespace
}  // namespace troth::app

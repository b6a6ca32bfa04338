// The table of routes as a whole: what no single row can promise.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

#include "app/row.h"

namespace troth::app {
namespace {

using act::Operation;
using act::Permission;

constexpr std::size_t kOperations = std::size_t(Operation::administration) + 1;

TEST(Rows, HaveEachMethodAndPatternOnce) {
  std::set<std::pair<http::Method, std::string_view>> seen;
  for (auto const& row : all_rows())
    EXPECT_TRUE(seen.emplace(row.route.method, row.route.pattern).second) << row.route.pattern;
  EXPECT_GE(seen.size(), 30u);
}

TEST(Rows, AreAcceptedByTheRouter) {
  std::vector<http::Route> routes;
  for (auto const& row : all_rows()) routes.push_back(row.route);
  http::Router const router(routes);
  for (std::size_t i = 0; i < routes.size(); ++i) {
    std::string target(routes[i].pattern);
    for (std::size_t open; (open = target.find('{')) != target.npos;)
      target.replace(open, target.find('}') - open + 1, "x");
    auto const matched = router.match(routes[i].method, target);
    ASSERT_TRUE(matched) << target;
    EXPECT_EQ(matched->index, i) << target << " is taken by another row";
  }
}

TEST(Rows, ServeEveryOperationUnderItsOwnPermissionOrOneOfTheCell) {
  std::map<Operation, int> served;
  for (auto const& row : all_rows()) {
    ++served[row.operation];
    bool const cells = row.permission == Permission::administer_cell || row.permission == Permission::administer_keys ||
                       row.permission == Permission::run_probes || row.permission == Permission::publish_tom;
    bool const reads_log = row.permission == Permission::read_log;
    // To take out everything that is kept of a person takes more than to find it.
    bool const takes_out = row.permission == Permission::export_data && row.operation == Operation::retrieval;
    bool const rotates = row.permission == Permission::rotate_keys && row.operation == Operation::administration;
    EXPECT_TRUE(cells || reads_log ? row.operation == Operation::administration
                                   : takes_out || rotates || row.permission == act::permission_of(row.operation))
        << row.route.pattern;
    EXPECT_TRUE(reads_log || cells == row.route.pattern.starts_with("/v1/cell/")) << row.route.pattern;
  }
  EXPECT_EQ(served.size(), kOperations);
}

TEST(Rows, OfALogAreTheSameForATenantAndTheCellAndNeedThatPermission) {
  std::set<std::pair<http::Method, std::string>> tenants, cells;
  for (auto const& row : all_rows()) {
    std::string const pattern(row.route.pattern);
    bool const log = pattern.find("/log/") != pattern.npos;
    EXPECT_EQ(log, row.permission == Permission::read_log) << pattern;
    if (!log) continue;
    bool const cell = pattern.starts_with("/v1/cell/");
    (cell ? cells : tenants).emplace(row.route.method, pattern.substr(pattern.find("/log/")));
    EXPECT_EQ(cell, row.facts != tenant_facts) << pattern << " lets a tenant's principal in";
  }
  EXPECT_EQ(tenants.size(), 9u);
  EXPECT_EQ(tenants, cells);
}

TEST(Rows, OfATenantBeginWithItAndLoadTheSubjectOfTheirPath) {
  for (auto const& row : all_rows()) {
    auto const pattern = row.route.pattern;
    EXPECT_TRUE(pattern.starts_with("/v1/cell/") || pattern.starts_with("/v1/tenants/{tenant}")) << pattern;
    bool const about_subject = pattern.find("{subject}") != pattern.npos;
    EXPECT_FALSE(about_subject && row.facts == tenant_facts) << pattern;
  }
}

TEST(Rows, ThatShowOrFindContentNeedAPurpose) {
  std::map<std::string_view, Needs> needs;
  for (auto const& row : all_rows())
    if (row.needs != Needs::nothing) needs.emplace(row.route.pattern, row.needs);
  EXPECT_EQ(needs, (std::map<std::string_view, Needs>{
                       {"/v1/tenants/{tenant}/lookup", Needs::purpose},
                       {"/v1/tenants/{tenant}/disclosures", Needs::fields},
                       {"/v1/tenants/{tenant}/subjects/{subject}/use", Needs::fields},
                       {"/v1/tenants/{tenant}/use/count", Needs::purpose},
                       {"/v1/tenants/{tenant}/subjects/{subject}/records/{collection}/{record}", Needs::fields}}));
}

TEST(Rows, LetTheFirstAdministratorInAtOneDoorOnly) {
  std::vector<std::string_view> doors;
  for (auto const& row : all_rows())
    if (row.admission == Admission::first_admin) doors.push_back(row.route.pattern);
  EXPECT_EQ(doors, std::vector<std::string_view>{"/v1/cell/administrators"});
}

std::string source_text() {
  std::string out;
  std::filesystem::path const source = std::filesystem::path(TROTH_SOURCE_DIR) / "src";
  for (auto const& entry : std::filesystem::recursive_directory_iterator(source)) {
    auto const name = entry.path().string();
    if (!name.ends_with(".cpp") || name.ends_with("_test.cpp") || name.find("/src/act/") != name.npos) continue;
    std::ifstream in(entry.path());
    out.append(std::istreambuf_iterator<char>(in), {});
  }
  return out;
}

TEST(Events, AreEachEmittedSomewhereButTheOneThatIsRefusedToEverybody) {
  std::set<act::EventType> const never{act::EventType::disseminated};
  std::string const text = source_text();
  auto emitted = [&](std::string const& type) {
    auto const at = text.find("EventType::" + type);
    return at != text.npos;
  };
#define TROTH_EVENT(type, number, name, sensitivity, retention, ocsf_class, ocsf_activity) \
  EXPECT_NE(emitted(#type), never.contains(act::EventType::type))                          \
      << #type << " is " << (emitted(#type) ? "emitted" : "never emitted");
#include "act/events.def"
#undef TROTH_EVENT
}

}  // namespace
}  // namespace troth::app

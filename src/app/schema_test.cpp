// What no single table can promise: that each goes with its tenant, or stays for a reason.
#include "app/schema.h"

#include <gtest/gtest.h>

#include <regex>
#include <set>
#include <string>

#include "lifecycle/destruction_tables.h"

namespace troth::app {
namespace {

std::set<std::string> tables() {
  std::set<std::string> out;
  std::regex const made("CREATE TABLE (\\w+)");
  for (auto const& migration : data_schema()) {
    std::string const text(migration.sql);
    for (std::sregex_iterator it(text.begin(), text.end(), made), end; it != end; ++it) out.insert((*it)[1]);
  }
  return out;
}

TEST(Schema, EachTableGoesWithItsTenantOrStaysForAReason) {
  std::set<std::string> known;
  for (auto const& table : lifecycle::tenant_tables())
    EXPECT_TRUE(known.emplace(table.name).second) << table.name << " is listed twice";
  for (auto const& table : lifecycle::kept_tables()) {
    EXPECT_TRUE(known.emplace(table.name).second) << table.name << " is listed twice";
    EXPECT_FALSE(table.why.empty()) << table.name;
  }
  EXPECT_EQ(known, tables()) << "add it to src/lifecycle/destruction_tables.cpp";
}

}  // namespace
}  // namespace troth::app

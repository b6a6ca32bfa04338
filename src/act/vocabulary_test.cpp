#include "act/vocabulary.h"

#include <gtest/gtest.h>

#include <set>

namespace troth::act {
namespace {

constexpr int kOperationCount = 16;

TEST(Vocabulary, EachOperationHasItsOwnPermissionEventAndWord) {
  std::set<std::string_view> names, words, permissions;
  std::set<EventType> events;
  for (int i = 0; i < kOperationCount; ++i) {
    auto op = static_cast<Operation>(i);
    names.insert(name(op));
    words.insert(word(op));
    permissions.insert(name(permission_of(op)));
    events.insert(event_of(op));
  }
  for (std::size_t n : {names.size(), words.size(), permissions.size(), events.size()}) EXPECT_EQ(n, kOperationCount);
}

TEST(Vocabulary, PermissionsParseBackAndNothingElseDoes) {
  EXPECT_EQ(parse_permission("consult"), Permission::consult);
  EXPECT_EQ(parse_permission("administer_keys"), Permission::administer_keys);
  for (auto bad : {"", "*", "Consult", "consult ", "all"}) EXPECT_FALSE(parse_permission(bad)) << bad;
}

TEST(Vocabulary, PermissionSetsCompareBySubset) {
  auto few = Permissions().with(Permission::consult);
  auto more = few.with(Permission::erase);
  EXPECT_TRUE(few.within(more));
  EXPECT_FALSE(more.within(few));
  EXPECT_FALSE(few.has(Permission::erase));
}

TEST(Vocabulary, EventNumbersReadBack) {
  EXPECT_EQ(event_type(7), EventType::consulted);
  EXPECT_EQ(name(EventType::consulted), "record.consulted");
  EXPECT_FALSE(event_type(9999));
}

TEST(Vocabulary, EventNamesParseBackAndNothingElseDoes) {
  EXPECT_EQ(parse_event_type("record.consulted"), EventType::consulted);
  EXPECT_EQ(parse_event_type("log.opened"), EventType::log_opened);
  for (auto bad : {"", "consulted", "Record.consulted", "record.consulted "})
    EXPECT_FALSE(parse_event_type(bad)) << bad;
}

TEST(Vocabulary, TheCatalogueNamesOnlyWhatItsWordsMean) {
  std::set<std::string_view> const sensitivities = {"none", "service", "personal"};
  std::set<std::string_view> const retentions = {"security", "processing", "operation"};
  // the activities of OCSF 1.3 that each class we use has
  std::set<std::pair<int, int>> const activities = {{6003, 1}, {6003, 2}, {6003, 3}, {6003, 4}, {6003, 99},
                                                    {6005, 1}, {6005, 2}, {6005, 4}, {6005, 5}, {6005, 6},
                                                    {6005, 7}, {3001, 1}, {3005, 1}, {3005, 2}};
  int types = 0;
  for (int number = 0; number < 200; ++number) {
    auto const type = event_type(static_cast<std::uint16_t>(number));
    if (!type) continue;
    ++types;
    auto const kind = catalogue(*type);
    EXPECT_TRUE(sensitivities.contains(kind.sensitivity)) << name(*type);
    EXPECT_TRUE(retentions.contains(kind.retention)) << name(*type);
    EXPECT_TRUE(activities.contains({kind.ocsf_class, kind.ocsf_activity})) << name(*type);
    EXPECT_EQ(parse_event_type(name(*type)), *type);
  }
  EXPECT_GE(types, 44);
  EXPECT_EQ(catalogue(EventType::consulted).sensitivity, "personal");
  EXPECT_EQ(catalogue(EventType::token_revoked).ocsf_class, 3005);
}

TEST(Vocabulary, ReadingTheLogIsAPermissionOfItsOwn) {
  EXPECT_EQ(parse_permission("read_log"), Permission::read_log);
  EXPECT_EQ(Permissions().with(Permission::read_log).bits(), 1ull << 50);
}

}  // namespace
}  // namespace troth::act

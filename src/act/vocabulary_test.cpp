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

}  // namespace
}  // namespace troth::act

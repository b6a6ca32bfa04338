#include "vault/discovery.h"

#include "vault/weighing_fixture.h"

namespace troth::vault {
namespace {

TEST(Discovery, OpensOneRecordAtATimeAndNotMoreThanEightMebibytes) {
  HeavyHouse at(16);  // 12.5 MiB
  auto const leave = at.grant(act::Operation::administration);
  std::size_t heaviest = 0, total = 0;
  auto const found = at.weighed([&](Context const& c) { return discover(c, leave); }, heaviest, total);
  EXPECT_LT(heaviest, HeavyHouse::kRecord + (64u << 10));
  EXPECT_LT(total, std::size_t(kDiscoveryBytes) + HeavyHouse::kRecord + (1u << 20));
  EXPECT_GT(total, std::size_t(kDiscoveryBytes));
  EXPECT_TRUE(found.reply.body.starts_with("{\"searched\":11,\"unread\":0,")) << found.reply.body;
}

TEST(Discovery, KeepsAThousandFindingsAndTellsHowManyThereWere) {
  TenantHouse at;
  constexpr int kCollections = 17, kFields = 60;  // 1,020
  auto const person = at.add_subject();
  for (int c = 0; c < kCollections; ++c) {
    auto const name = *CollectionName::parse("c" + std::to_string(c));
    std::string fields = TenantHouse::field("f0");
    http::JsonValue::Object members;
    for (int f = 1; f < kFields; ++f) fields += "," + TenantHouse::field("f" + std::to_string(f));
    for (int f = 0; f < kFields; ++f) members.emplace("f" + std::to_string(f), http::JsonValue("ada@example.com"));
    auto const rules = at.grant(act::Operation::structuring);
    at.decided([&](Context const& x) { return structure(x, rules, name, "{\"fields\":[" + fields + "]}"); });
    auto snapshot = at.house().snapshot();
    auto facts = must(subject_facts(*snapshot, at.tenant(), person));
    must(add_all_fields(*snapshot, at.tenant(), facts, name));
    auto const leave = must(access::authorise_job(at.tenant(), act::Operation::recording, std::move(facts), at.now()));
    at.decided([&](Context const& x) { return record(x, leave, name, members); });
  }
  auto const leave = at.grant(act::Operation::administration);
  auto const told = at.decided([&](Context const& x) { return discover(x, leave); });
  EXPECT_NE(told.reply.body.find("\"findings\":1020,\"more\":true"), std::string::npos) << told.reply.body;
  EXPECT_EQ(at.house().count("SELECT COUNT(*) FROM category_found WHERE tenant_id = $1", {at.tenant()}), 1'000);
}

}  // namespace
}  // namespace troth::vault

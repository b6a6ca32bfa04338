#include "app/upkeep.h"

#include "vault/discovery.h"
#include "vault/tenant_fixture.h"

namespace troth::app {
namespace {

using audit::must;
using audit::refusal_of;

TEST(Upkeep, ATenantWhoseSearchFailsDoesNotHoldUpTheOthers) {
  vault::TenantHouse at;
  auto& house = at.house();
  House const parts{house.store(), house.clock(), house.random(), house.scribe(), house.keyring()};
  auto const first = must(access::authorise_first_admin(at.now()));
  auto const made = at.decided([&](vault::Context const& c) { return vault::create_tenant(c, first, "beta-chat"); });
  auto const other = *TenantId::parse(vault::TenantHouse::made(made, "tenant"));
  auto const spoilt = std::min(at.tenant(), other);
  auto const person = SubjectId::make(at.now(), house.random());
  auto event = house.event({kCell, act::EventType::administered, "{}", "{}", "{}", std::nullopt});
  must(house.commit(
      store::WriteSet(std::move(event))
          .then("INSERT INTO subject (tenant_id, subject_id, state, revision, ground, created)"
                " VALUES ($1, $2, 'active', 1, '', 0)",
                {spoilt, person})
          .then("INSERT INTO record (tenant_id, subject_id, collection, record_id, version, schema_version,"
                " key_version, envelope, created, altered, retain_until) VALUES ($1, $2, 'No name', $2, 1, 1, 1, $2, "
                "0, 0, 0)",
                {spoilt, person})));
  house.clock().pass(vault::kDiscoveryEvery);
  auto const told = house.count("SELECT COUNT(*) FROM event WHERE tenant_id = $1", {kCell});
  EXPECT_EQ(refusal_of(search_tenants(parts)), Code::corrupt);
  EXPECT_EQ(house.count("SELECT COUNT(*) FROM discovery WHERE last = $1", {at.now()}), 2);
  EXPECT_EQ(house.count("SELECT COUNT(*) FROM event WHERE tenant_id = $1", {kCell}), told + 1) << "and it is told";
  EXPECT_FALSE(refusal_of(search_tenants(parts))) << "once a day";
}

}  // namespace
}  // namespace troth::app

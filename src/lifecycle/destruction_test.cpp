#include "lifecycle/destruction.h"

#include <algorithm>

#include "lifecycle/destruction_tables.h"
#include "lifecycle/rotation_tables.h"
#include "lifecycle/tables.h"
#include "vault/tenant_fixture.h"

namespace troth::lifecycle {
namespace {

using act::Operation;
using audit::must;
using audit::refusal_of;
using vault::Context;

store::Schema schemas() {
  auto out = schema();
  for (auto const& schema : {destruction_schema(), rotation_schema()})
    out.insert(out.end(), schema.begin(), schema.end());
  return out;
}

class Ending : public ::testing::Test {
 protected:
  Ending() : at_(schemas()) {}

  audit::House& house() { return at_.house(); }
  TenantId tenant() const { return at_.tenant(); }

  access::Grant leave(std::uint8_t principal) {
    access::Actor const actor{tenant(),
                              PrincipalId(PrincipalId::Array{principal}),
                              TokenId(TokenId::Array{principal}),
                              act::Permissions().with(act::Permission::destroy),
                              1,
                              at_.now() + std::chrono::hours(1)};
    access::Intent const intent{Operation::destruction, act::Permission::destroy, tenant(), std::nullopt, false, false};
    return must(access::authorise(actor, intent, must(vault::tenant_facts(*house().snapshot(), tenant())), at_.now()));
  }
  Result<vault::Decision> confirm(std::uint8_t principal) {
    auto const by = leave(principal);
    return at_.decide([&](Context const& c) { return confirm_destruction(c, by); });
  }
  void intend(std::uint8_t principal) {
    auto const by = leave(principal);
    at_.decided([&](Context const& c) { return intend_destruction(c, by, {"contract-ended", std::nullopt}); });
  }
  /// Asked for by 1, confirmed by 2 when the window has ended.
  JobId confirmed() {
    intend(1);
    house().clock().pass(kExportWindow);
    auto decision = must(confirm(2));
    must(house().commit(decision.writes));
    return decision.job->id;
  }
  JobRow job(JobId id) { return must(load_job(*house().snapshot(), kCell, id)).value(); }
  Result<std::optional<store::WriteSet>> step(JobRow const& row) {
    auto snapshot = house().snapshot();
    Context const context{*snapshot, house().clock(), house().random(), house().scribe(), house().keyring()};
    auto const by = must(access::authorise_job(kCell, Operation::destruction, {}, at_.now()));
    return advance_destruction(context, {house().shredder(), house().epochs()}, by, row);
  }
  void carry_out(JobId id) {
    for (int steps = 0; job(id).state != "completed"; ++steps) {
      ASSERT_LT(steps, 100);
      must(house().commit(must(step(job(id))).value()));
    }
  }

  vault::TenantHouse at_;
};

TEST_F(Ending, IsCarriedOutFromItsRowAloneAndLeavesNothing) {
  auto const ada = at_.add_subject();
  for (int i = 0; i < 3; ++i) at_.add_record(ada, "ada" + std::to_string(i) + "@example.com");
  auto const id = confirmed();
  house().reopen();  // the process ended here
  EXPECT_TRUE(house().keyring().subject(tenant(), ada)) << "only the confirmation is there";
  carry_out(id);
  EXPECT_EQ(refusal_of(house().keyring().subject(tenant(), ada)), Code::gone);
  EXPECT_EQ(refusal_of(house().keyring().audit(tenant())), Code::gone);
  for (auto const& table : tenant_tables())
    EXPECT_TRUE(must(house().snapshot()->query(table.left, {tenant()})).empty()) << table.name;
  EXPECT_EQ(house().count("SELECT COUNT(*) FROM event WHERE tenant_id = $1 AND LENGTH(whom) > 0", {tenant()}), 0);
  EXPECT_GT(house().count("SELECT size FROM log_head WHERE tenant_id = $1", {tenant()}), 0) << "the leaves stay";
  EXPECT_EQ(refusal_of(vault::tenant_facts(*house().snapshot(), tenant())), Code::gone);
  EXPECT_EQ(house().count("SELECT COUNT(*) FROM destruction WHERE tenant_id = $1 AND completed > 0", {tenant()}), 1);
}

TEST_F(Ending, GoesOnAfterACrashBetweenTheKeysAndTheSetThatSaysSo) {
  auto const ada = at_.add_subject();
  auto const id = confirmed();
  auto const row = job(id);
  must(step(row));  // the keys are gone, the set was lost
  house().reopen();
  EXPECT_EQ(job(id).state, "intended");
  EXPECT_EQ(refusal_of(house().keyring().subject(tenant(), ada)), Code::gone);
  auto first = must(step(row)), second = must(step(row));
  must(house().commit(*first));
  EXPECT_EQ(refusal_of(house().commit(*second)), Code::conflict) << "recorded once";
  carry_out(id);
  EXPECT_EQ(house().fences().size(), 1u);
}

TEST_F(Ending, TakesTwoPeopleAndTheWholeWindow) {
  EXPECT_EQ(refusal_of(confirm(2)), Code::conflict) << "nobody asked";
  intend(1);
  EXPECT_EQ(refusal_of(confirm(1)), Code::conflict);
  EXPECT_EQ(refusal_of(confirm(2)), Code::conflict) << "at once";
  house().clock().pass(kExportWindow - std::chrono::microseconds(1));
  EXPECT_EQ(refusal_of(confirm(2)), Code::conflict);
  house().clock().pass(std::chrono::microseconds(1));
  EXPECT_EQ(refusal_of(confirm(1)), Code::conflict);
  EXPECT_TRUE(confirm(2));
}

TEST_F(Ending, IsNotConfirmedOverSomebodyWhoWasRestrictedMeanwhile) {
  auto const ada = at_.add_subject();
  intend(1);
  house().clock().pass(kExportWindow);
  auto const decision = must(confirm(2));
  auto const restricting = at_.grant(Operation::restriction, ada);
  at_.decided([&](Context const& c) { return vault::restrict(c, restricting, "legal-claims", "a claim"); });
  EXPECT_EQ(refusal_of(house().commit(decision.writes)), Code::conflict);
  EXPECT_EQ(refusal_of(confirm(2)), Code::conflict);
}

TEST_F(Ending, IsNotGuessedAt) {
  auto row = job(confirmed());
  row.state = "half-done";
  EXPECT_EQ(refusal_of(step(row)), Code::corrupt);
  row.state = "intended";
  row.handle = SubjectId::make(at_.now(), house().random()).bytes();
  EXPECT_EQ(refusal_of(step(row)), Code::corrupt) << "a tenant whose destruction nobody confirmed";
  row.handle = kCell.bytes();
  EXPECT_EQ(refusal_of(step(row)), Code::corrupt);
}

}  // namespace
}  // namespace troth::lifecycle

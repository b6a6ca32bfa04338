#include "evidence/probe_run.h"

#include "access/tables.h"
#include "access/token.h"
#include "evidence/evidence_fixture.h"
#include "vault/principals.h"

namespace troth::evidence {
namespace {

class ProbeRun : public EvidenceHouse {
 protected:
  struct Tenants {
    std::vector<std::string> ids, owners, readers;
  };
  static Tenants tenants_of(vault::Decision const& decision) {
    Tenants out;
    auto in = must(http::JsonReader::object(decision.reply.body));
    auto const tenants = must(in.any("tenants"));
    for (auto const& one : *tenants.array()) {
      auto tenant = must(http::JsonReader::object(one, ""));
      out.ids.push_back(must(tenant.text("tenant", 40)));
      out.owners.push_back(must(tenant.text("owner", 400)));
      out.readers.push_back(must(tenant.text("reader", 400)));
    }
    return out;
  }
  Result<access::Actor> who(std::string const& token) {
    return access::authenticate(*house().snapshot(), house().keyring(), "Bearer " + token, now());
  }
  Result<vault::Decision> end(std::string const& run, PrincipalId principal) {
    auto const leave = office(act::Permission::run_probes, principal);
    return at_.decide([&](Context const& c) { return end_run(c, leave, run); });
  }
  void ended(std::string const& run) { must(house().commit(must(end(run, prober_)).writes)); }
  std::int64_t tenants() { return house().count("SELECT COUNT(*) FROM tenant WHERE name LIKE 'probe-%'"); }
  PrincipalId const other_ = PrincipalId::make_random(house().random());
};

TEST_F(ProbeRun, GivesTokensOfTwoTenantsThatAreNobodys) {
  auto const run = begun();
  EXPECT_EQ(run.reply.status, 201);
  auto const made = tenants_of(run);
  ASSERT_EQ(made.ids.size(), 2u);
  EXPECT_NE(made.ids[0], made.ids[1]);
  for (std::size_t i = 0; i < 2; ++i) {
    auto const owner = must(who(made.owners[i])), reader = must(who(made.readers[i]));
    EXPECT_EQ(owner.tenant.text(), made.ids[i]);
    EXPECT_EQ(reader.tenant.text(), made.ids[i]);
    EXPECT_NE(owner.tenant, at_.tenant());
    EXPECT_TRUE(owner.permissions.has(act::Permission::consult));
    EXPECT_FALSE(owner.permissions.has(act::Permission::read_log));
    EXPECT_EQ(reader.permissions.bits(), act::Permissions().with(act::Permission::read_log).bits());
    EXPECT_LE(owner.expires - now(), kRunLife);
  }
}

TEST_F(ProbeRun, TakesTheSameTenantsAgain) {
  auto const first = tenants_of(begun()), second = tenants_of(begun(other_));
  EXPECT_EQ(first.ids, second.ids);
  EXPECT_NE(first.owners, second.owners);
  EXPECT_EQ(tenants(), 2);
}

TEST_F(ProbeRun, TwoFirstRunsAtOnceMakeOnePair) {
  auto const leave = prober();
  auto decide = [&] {
    return must(at_.decide([&](Context const& c) { return begin_run(c, leave, running_, "operator", {}); }));
  };
  auto one = decide(), other = decide();
  must(house().commit(std::move(one.writes)));
  EXPECT_EQ(refusal_of(house().commit(std::move(other.writes))), Code::conflict);
  EXPECT_EQ(tenants(), 2);
}

TEST_F(ProbeRun, ItsTokensDieWithItAndWithTheClock) {
  auto const run = begun();
  auto const made = tenants_of(run);
  ended(vault::TenantHouse::made(run, "run"));
  for (auto const& token : {made.owners[0], made.owners[1], made.readers[0], made.readers[1]})
    EXPECT_EQ(refusal_of(who(token)), Code::unauthenticated);
  auto const next = tenants_of(begun());
  EXPECT_TRUE(who(next.owners[0]));
  pass(kRunLife);
  EXPECT_EQ(refusal_of(who(next.owners[0])), Code::expired);
}

TEST_F(ProbeRun, TheLastOneToEndLeavesNoTokenBehind) {
  auto const first = begun(), second = begun(other_);
  auto const tenant = *TenantId::parse(tenants_of(first).ids[0]);
  auto live = [&] {
    return house().count("SELECT COUNT(*) FROM token WHERE tenant_id = $1 AND state = 'live'", {tenant});
  };
  // as a probe makes a further principal with a token of its own
  auto minted = must(asked([&](Context const& c) {
    return vault::mint(c, tenant, PrincipalId::make_random(house().random()), act::Permissions(1), 90);
  }));
  auto event = house().event({kCell, act::EventType::token_issued, "{}", "{}", "{}", {}});
  must(house().commit(store::WriteSet(std::move(event)).then(access::sql::insert_token, minted.row)));
  EXPECT_EQ(live(), 5);
  ended(vault::TenantHouse::made(first, "run"));
  EXPECT_EQ(live(), 3) << "the other run goes on";
  EXPECT_TRUE(who(tenants_of(second).owners[0]));
  must(house().commit(must(end(vault::TenantHouse::made(second, "run"), other_)).writes));
  EXPECT_EQ(live(), 0);
}

TEST_F(ProbeRun, IsEndedByTheCellWhenItsTimeIsOver) {
  begun();
  auto overdue = [&] { return asked([](Context const& c) { return end_overdue_runs(c); }); };
  EXPECT_FALSE(must(overdue()));
  pass(kRunLife);
  auto set = must(overdue());
  ASSERT_TRUE(set);
  must(house().commit(std::move(*set)));
  EXPECT_FALSE(must(overdue()));
  EXPECT_EQ(house().count("SELECT COUNT(*) FROM token WHERE state = 'live'"), 1) << "that of the fixture's own tenant";
}

TEST_F(ProbeRun, IsItsOwnPrincipalsAlone) {
  auto const run = begin();
  auto const other = PrincipalId::make_random(house().random());
  EXPECT_EQ(refusal_of(end(run, other)), Code::not_found);
  for (auto const& none : {std::string("x"), prober_.text()})
    EXPECT_EQ(refusal_of(end(none, prober_)), Code::not_found);
  ended(run);
  EXPECT_EQ(refusal_of(end(run, prober_)), Code::conflict);
}

TEST_F(ProbeRun, IsBegunByAnOperatorOrAnAuditor) {
  auto const leave = prober();
  for (auto by : {"customer", "", "Operator"})
    EXPECT_EQ(refusal_of(at_.decide([&](Context const& c) { return begin_run(c, leave, running_, by, {}); })),
              Code::invalid)
        << by;
  EXPECT_TRUE(at_.decide([&](Context const& c) { return begin_run(c, leave, running_, "auditor", {}); }));
}

TEST_F(ProbeRun, EveryBeginningAndEndIsOneEventOfTheCell) {
  auto const run = begun();
  EXPECT_EQ(run.writes.events().front().type, act::EventType::probe_run_begun);
  EXPECT_EQ(run.writes.events().size(), 3u) << "and the two tenants";
  EXPECT_EQ(begun(other_).writes.events().size(), 1u);
  auto const end_of = must(end(vault::TenantHouse::made(run, "run"), prober_));
  EXPECT_EQ(end_of.writes.events().front().type, act::EventType::probe_run_ended);
}

TEST_F(ProbeRun, APrincipalHasOneAndACellFour) {
  auto begins = [&](PrincipalId who, bool fresh = false) {
    auto const leave = prober(who);
    return at_.decide([&](Context const& c) { return begin_run(c, leave, running_, "operator", {}, fresh); });
  };
  auto const run = begin();
  EXPECT_EQ(refusal_of(begins(prober_)), Code::conflict);
  for (int i = 0; i < 3; ++i) begun(PrincipalId::make_random(house().random()));
  EXPECT_EQ(refusal_of(begins(other_)), Code::exhausted);
  ended(run);
  auto one = must(begins(prober_)), another = must(begins(prober_));
  must(house().commit(std::move(one.writes)));
  EXPECT_EQ(refusal_of(house().commit(std::move(another.writes))), Code::conflict) << "two at once";
  pass(kRunLife);
  EXPECT_TRUE(begins(prober_)) << "what nobody ended ends by itself";
}

TEST_F(ProbeRun, AFreshPairTakesThePlaceOfASpoiledOne) {
  auto const leave = prober();
  auto fresh = [&] {
    return at_.decide([&](Context const& c) { return begin_run(c, leave, running_, "operator", {}, true); });
  };
  auto const first = begun(other_);
  EXPECT_EQ(refusal_of(fresh()), Code::conflict) << "somebody attacks the old one";
  must(house().commit(must(end(vault::TenantHouse::made(first, "run"), other_)).writes));
  auto decision = must(fresh());
  auto const made = tenants_of(decision);
  must(house().commit(std::move(decision.writes)));
  EXPECT_NE(made.ids, tenants_of(first).ids);
  EXPECT_TRUE(who(made.owners[0]));
  EXPECT_EQ(refusal_of(who(tenants_of(first).owners[0])), Code::unauthenticated);
  EXPECT_EQ(tenants_of(begun(other_)).ids, made.ids) << "and stays";
  EXPECT_EQ(tenants(), 4);
}

}  // namespace
}  // namespace troth::evidence

#include "vault/use.h"

#include "vault/classes.h"
#include "vault/labels.h"
#include "vault/objections.h"
#include "vault/tenant_fixture.h"
#include "vault/use_budget.h"

namespace troth::vault {
namespace {

using act::Operation;
using act::Permission;

class Use : public ::testing::Test {
 protected:
  PurposeName support_ = *PurposeName::parse("support");
  TenantHouse at_;
  SubjectId ada_ = at_.add_subject();
  RecordId record_ = at_.add_record(ada_, "ada@example.com");
  access::Actor actor_{at_.tenant(),
                       PrincipalId::make_random(at_.house().random()),
                       TokenId::make_random(at_.house().random()),
                       act::Permissions()
                           .with(Permission::consult)
                           .with(Permission::use_value)
                           .with(Permission::organise)
                           .with(Permission::restrict)
                           .with(Permission::administer),
                       0,
                       at_.now() + std::chrono::hours(1)};

  access::Grant leave(Operation operation) {
    auto snapshot = at_.house().snapshot();
    auto facts = must(subject_facts(*snapshot, at_.tenant(), ada_));
    must(add_field_rules(*snapshot, at_.tenant(), facts, TenantHouse::collection(), support_, {"email"}));
    access::Intent const intent{operation, act::permission_of(operation), at_.tenant(), support_, true, true};
    return must(access::authorise(actor_, intent, std::move(facts), at_.now()));
  }
  Result<Decision> verify_as(std::string const& value) {
    auto const grant = leave(Operation::use);
    return at_.decide([&](Context const& c) {
      return verify(c, grant, TenantHouse::collection(), {record_, "email"}, http::JsonValue(value));
    });
  }
  /// As the shell adds it to every set about a subject.
  Result<> commit_guarded(Decision decision, access::Grant const& grant) {
    auto const guard = store::Params{at_.tenant(), ada_, grant.facts().subject_revision};
    return at_.house().commit(std::move(decision.writes).require(sql::guard_subject, guard));
  }
  void declare(std::string const& name, std::string const& of) {
    auto const rules = leave(Operation::administration);
    at_.decided([&](Context const& c) {
      return declare_label(c, rules, *LabelName::parse(name), "A label", of, std::nullopt);
    });
  }
  void put(std::string const& name) {
    auto const grant = leave(Operation::organisation);
    at_.decided([&](Context const& c) {
      return put_label(c, grant, RecordName{TenantHouse::collection(), record_}, *LabelName::parse(name));
    });
  }
};

TEST_F(Use, ALookDecidedBeforeTheLabelCannotFollowIt) {
  declare("health", "special");
  auto const grant = leave(Operation::consultation);
  auto look =
      must(at_.decide([&](Context const& c) { return consult(c, grant, TenantHouse::collection(), record_, ""); }));
  put("health");
  EXPECT_EQ(refusal_of(commit_guarded(std::move(look), grant)), Code::conflict);
  EXPECT_EQ(refusal_of(at_.decide([&](Context const& c) {
              return consult(c, leave(Operation::consultation), TenantHouse::collection(), record_, "");
            })),
            Code::not_found);
}

TEST_F(Use, ALookDecidedBeforeTheObjectionCannotFollowIt) {
  auto const grant = leave(Operation::consultation);
  auto look =
      must(at_.decide([&](Context const& c) { return consult(c, grant, TenantHouse::collection(), record_, ""); }));
  auto const taken = leave(Operation::restriction);
  at_.decided([&](Context const& c) { return object(c, taken, support_); });
  EXPECT_EQ(refusal_of(commit_guarded(std::move(look), grant)), Code::conflict);
  auto snapshot = at_.house().snapshot();
  EXPECT_EQ(refusal_of(reaches(*snapshot, at_.tenant(), ada_, support_)), Code::locked);
}

constinit store::Sql const forget_rules = "DELETE FROM purpose_rule WHERE tenant_id = $1";

TEST_F(Use, APurposeWithoutARuleAsksForTheReasonOfTheLook) {
  auto const grant = leave(Operation::consultation);
  auto const look = [&](std::string_view reason) {
    return at_.decide([&](Context const& c) { return consult(c, grant, TenantHouse::collection(), record_, reason); });
  };
  must(look(""));
  at_.decided([&](Context const& c) -> Result<Decision> {
    TROTH_TRY(auto event, tell(c, grant, act::EventType::consulted, "{}"));
    return Decision{store::WriteSet(std::move(event)).then(forget_rules, {at_.tenant()}), reply(200, "{}")};
  });
  EXPECT_EQ(refusal_of(look("")), Code::required);
  must(look("ticket 4711"));
}

TEST_F(Use, ABudgetHoldsForUsesThatWereDecidedTogether) {
  auto const rules = leave(Operation::administration);
  at_.decided([&](Context const& c) { return define_use_budget(c, rules, {600, 1}); });
  auto const first = must(verify_as("ada@example.com")), second = must(verify_as("bob@example.com"));
  must(at_.house().commit(first.writes));
  EXPECT_EQ(refusal_of(at_.house().commit(second.writes)), Code::exhausted);
  EXPECT_EQ(refusal_of(verify_as("eve@example.com")), Code::exhausted);
  at_.house().clock().pass(std::chrono::hours(1));
  actor_.expires = at_.now() + std::chrono::hours(1);
  must(at_.house().commit(must(verify_as("ada@example.com")).writes));
}

TEST_F(Use, AnAnswerHoldsTheOutcomeAndNothingElse) {
  EXPECT_EQ(must(verify_as(" ADA@example.com")).reply.body, R"({"outcome":"equal"})");
  EXPECT_EQ(must(verify_as("ada@example.org")).reply.body, R"({"outcome":"different"})");
  EXPECT_EQ(refusal_of(verify_as("no address")), Code::invalid);
}

TEST_F(Use, WhatIsHiddenIsAskedOfTheActorsPermission) {
  declare("health", "special");
  put("health");
  auto away = [&] {
    auto const grant = leave(Operation::consultation);
    return must(at_.decide([&](Context const& c) -> Result<Decision> {
      TROTH_TRY(bool const record, hidden(c, grant, ada_, TenantHouse::collection(), record_));
      TROTH_TRY(bool const person, hidden(c, grant, ada_));
      TROTH_TRY(auto event, tell(c, grant, act::EventType::consulted, "{}"));
      return Decision{store::WriteSet(std::move(event)), reply(record ? 404 : person ? 500 : 200, "")};
    }));
  };
  EXPECT_EQ(away().reply.status, 404);
  actor_.permissions = actor_.permissions.with(Permission::read_special);
  EXPECT_EQ(away().reply.status, 200);
}

}  // namespace
}  // namespace troth::vault

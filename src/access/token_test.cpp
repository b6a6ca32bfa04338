#include "access/token.h"

#include "access/tables.h"
#include "audit/house_fixture.h"

namespace troth::access {
namespace {

using act::Permission;
using audit::must;
using audit::refusal_of;

class Tokens : public ::testing::Test {
 protected:
  Tokens() : house_(schema()), tenant_(house_.add_tenant()), principal_(PrincipalId::make(now(), house_.random())) {
    write(sql::insert_principal, {tenant_, principal_, "desk", std::int64_t(permissions_.bits()), now()});
  }
  Time now() { return house_.clock().now(); }

  void write(store::Sql sql, store::Params params) {
    auto event = house_.event({tenant_, act::EventType::administered, "{}", "{}", "{}", std::nullopt});
    must(house_.commit(store::WriteSet(std::move(event)).then(sql, std::move(params))));
  }
  Credential issue(std::chrono::days life = std::chrono::days(30)) {
    auto credential = Credential::make(tenant_, now(), house_.random());
    TokenTerms const terms{principal_, permissions_, now(), now() + life};
    Bytes const mac = TokenMac::make(must(house_.keyring().access()), credential, terms);
    write(sql::insert_token,
          {tenant_, credential.id, principal_, mac, std::int64_t(permissions_.bits()), terms.issued, terms.expires});
    return credential;
  }
  Result<Actor> ask(std::string const& header) {
    return authenticate(*house_.snapshot(), house_.keyring(), header, now());
  }
  static std::string bearer(Credential const& credential) {
    return "Bearer " + std::string(as_text(credential.text().view()));
  }

  audit::House house_;
  TenantId tenant_;
  PrincipalId principal_;
  act::Permissions permissions_ = act::Permissions().with(Permission::consult).with(Permission::retrieve);
};

TEST_F(Tokens, ALiveOneIsItsPrincipal) {
  auto const credential = issue();
  auto const actor = must(ask(bearer(credential)));
  EXPECT_EQ(actor.tenant, tenant_);
  EXPECT_EQ(actor.principal, principal_);
  EXPECT_EQ(actor.token, credential.id);
  EXPECT_EQ(actor.permissions.bits(), permissions_.bits());
  EXPECT_EQ(actor.expires, now() + std::chrono::days(30));
}

TEST_F(Tokens, WhateverIsNotOneIsRefusedInTheSameWords) {
  auto const credential = issue();
  auto wrong_secret = must(Credential::parse(as_text(credential.text().view())));
  wrong_secret.secret.span()[31] ^= 1;
  auto wrong_tenant = must(Credential::parse(as_text(credential.text().view())));
  wrong_tenant.tenant = house_.add_tenant();
  auto const unknown = Credential::make(tenant_, now(), house_.random());
  std::string const text(as_text(credential.text().view()));
  for (auto const& header : {bearer(wrong_secret), bearer(wrong_tenant), bearer(unknown), text, "bearer " + text,
                             "Bearer  " + text, "Bearer " + text + " ", std::string("Bearer "), std::string()}) {
    auto const refused = ask(header);
    ASSERT_EQ(refusal_of(refused), Code::unauthenticated) << header;
    EXPECT_EQ(refused.error().message, ask("").error().message);
  }
}

TEST_F(Tokens, EndWithTheirTime) {
  auto const credential = issue(std::chrono::days(1));
  house_.clock().pass(std::chrono::hours(24) - Duration(1));
  EXPECT_TRUE(ask(bearer(credential)));
  house_.clock().pass(Duration(1));
  EXPECT_EQ(refusal_of(ask(bearer(credential))), Code::expired);
}

TEST_F(Tokens, OfMoreThanNinetyDaysDoNotExist) {
  EXPECT_TRUE(ask(bearer(issue(std::chrono::days(90)))));
  EXPECT_EQ(refusal_of(ask(bearer(issue(std::chrono::days(91))))), Code::expired);
}

TEST_F(Tokens, ARowThatWasChangedIsADeadToken) {
  for (int column = 0; column < 4; ++column) {
    auto const credential = issue();
    ASSERT_TRUE(ask(bearer(credential)));
    switch (column) {
      case 0:
        write("UPDATE token SET permissions = permissions + 1 WHERE token_id = $1", {credential.id});
        break;
      case 1:
        write("UPDATE token SET expires = expires + 1 WHERE token_id = $1", {credential.id});
        break;
      case 2:
        write("UPDATE token SET issued = issued - 1 WHERE token_id = $1", {credential.id});
        break;
      case 3: {
        auto const other = PrincipalId::make(now(), house_.random());
        write(sql::insert_principal, {tenant_, other, "owner", std::int64_t{-1}, now()});
        write("UPDATE token SET principal_id = $1 WHERE token_id = $2", {other, credential.id});
      }
    }
    EXPECT_EQ(refusal_of(ask(bearer(credential))), Code::unauthenticated) << column;
  }
}

TEST_F(Tokens, RevokedOrOfAPrincipalThatIsNotActiveAreDeadAndTheGuardSeesIt) {
  auto guarded = [&](Actor const& actor) {
    auto event = house_.event({tenant_, act::EventType::consulted, "{}", actor.who(), "{}", std::nullopt});
    return house_.commit(guard_actor(store::WriteSet(std::move(event)), actor));
  };
  auto const first = issue(), second = issue();
  auto const first_actor = must(ask(bearer(first))), second_actor = must(ask(bearer(second)));
  EXPECT_TRUE(guarded(first_actor));
  write(sql::revoke_token, {tenant_, first.id});
  EXPECT_EQ(refusal_of(ask(bearer(first))), Code::unauthenticated);
  EXPECT_EQ(refusal_of(guarded(first_actor)), Code::conflict) << "decided before the revocation, committed after it";
  EXPECT_TRUE(guarded(second_actor));
  write("UPDATE principal SET revision = revision + 1 WHERE principal_id = $1", {principal_});
  EXPECT_EQ(refusal_of(guarded(second_actor)), Code::conflict);
  write("UPDATE principal SET state = 'left' WHERE principal_id = $1", {principal_});
  EXPECT_EQ(refusal_of(ask(bearer(second))), Code::unauthenticated);
}

TEST(Credential, ReadsWhatItWrites) {
  SystemRandom random;
  for (int i = 0; i < 100; ++i) {
    auto const made = Credential::make(TenantId::make_random(random), Time{}, random);
    auto const read = must(Credential::parse(as_text(made.text().view())));
    EXPECT_EQ(read.tenant, made.tenant);
    EXPECT_EQ(read.id, made.id);
    EXPECT_TRUE(std::ranges::equal(read.secret.view(), made.secret.view()));
  }
}

TEST(Credential, OneLetterMoreOrOtherIsNone) {
  SystemRandom random;
  auto const made = Credential::make(kCell, Time{}, random);
  std::string const text(as_text(made.text().view()));
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string spoilt = text;
    spoilt[i] = spoilt[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(Credential::parse(spoilt)) << i;
    EXPECT_FALSE(Credential::parse(text.substr(0, i))) << i;
    EXPECT_FALSE(Credential::parse(text.substr(0, i) + text[i] + text.substr(i))) << i;
  }
}

}  // namespace
}  // namespace troth::access

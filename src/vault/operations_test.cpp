#include "vault/import.h"
#include "vault/principals.h"
#include "vault/sealing.h"
#include "vault/tenant_fixture.h"

namespace troth::vault {
namespace {

using act::Operation;

class Vault : public ::testing::Test {
 protected:
  TenantHouse at_;
};

TEST_F(Vault, ARecordOpensWhereItWasSealedAndNowhereElse) {
  auto const ada = at_.add_subject(), bob = at_.add_subject();
  auto const record = at_.add_record(ada, "ada@example.com");
  auto const row = at_.house().rows(sql::select_record, {at_.tenant(), ada, "contact", record}).at(0);
  auto open = [&](SubjectId subject, RecordId id, std::uint32_t version, SubjectId granted) {
    auto const leave = at_.grant(Operation::consultation, granted);
    RecordPlace const place{at_.tenant(), subject, TenantHouse::collection(), id, version, 1};
    auto snapshot = at_.house().snapshot();
    Context const context{*snapshot, at_.house().clock(), at_.house().random(), at_.house().scribe(),
                          at_.house().keyring()};
    return open_record(context, leave, place, 0b11, row[3].bytes());
  };
  EXPECT_EQ(*must(open(ada, record, 1, ada)).at("email").text(), "ada@example.com");
  EXPECT_EQ(refusal_of(open(bob, record, 1, bob)), Code::corrupt);
  EXPECT_EQ(refusal_of(open(ada, RecordId::make_random(at_.house().random()), 1, ada)), Code::corrupt);
  EXPECT_EQ(refusal_of(open(ada, record, 2, ada)), Code::corrupt);
  EXPECT_EQ(refusal_of(open(ada, record, 1, bob)), Code::denied) << "leave for another subject";
}

TEST_F(Vault, LeaveThatRanOutOpensNothing) {
  auto const ada = at_.add_subject();
  auto const record = at_.add_record(ada, "ada@example.com");
  auto const leave = at_.grant(Operation::alteration, ada);
  at_.house().clock().pass(std::chrono::seconds(31));
  http::JsonValue::Object changes;
  changes.emplace("display_name", http::JsonValue(std::string("Ada")));
  EXPECT_EQ(refusal_of(at_.decide(
                [&](Context const& c) { return alter(c, leave, TenantHouse::collection(), record, changes, 1); })),
            Code::expired);
}

TEST_F(Vault, AnAlterationDecidedOnAnOldVersionIsNotCommitted) {
  auto const ada = at_.add_subject();
  auto const record = at_.add_record(ada, "ada@example.com");
  auto const leave = at_.grant(Operation::alteration, ada);
  auto change = [&](std::string const& name) {
    http::JsonValue::Object changes;
    changes.emplace("display_name", http::JsonValue(name));
    return must(
        at_.decide([&](Context const& c) { return alter(c, leave, TenantHouse::collection(), record, changes, 1); }));
  };
  auto const first = change("first"), second = change("second");
  must(at_.house().commit(first.writes));
  EXPECT_EQ(refusal_of(at_.house().commit(second.writes)), Code::precondition);
  EXPECT_EQ(at_.house().count("SELECT COUNT(*) FROM record_history WHERE record_id = $1", {record}), 1);
}

TEST_F(Vault, ARecordOfAnOlderStructureIsBroughtUpToDateWhenAltered) {
  auto const ada = at_.add_subject();
  auto const record = at_.add_record(ada, "ada@example.com");
  at_.structure_as(R"({"fields":[)" + TenantHouse::field("display_name") + "]}");
  auto const leave = at_.grant(Operation::alteration, ada);
  http::JsonValue::Object changes;
  changes.emplace("display_name", http::JsonValue(std::string("Ada")));
  at_.decided([&](Context const& c) { return alter(c, leave, TenantHouse::collection(), record, changes, 1); });
  EXPECT_EQ(at_.house().count("SELECT schema_version FROM record WHERE record_id = $1", {record}), 2);
  EXPECT_EQ(at_.house().count("SELECT schema_version FROM record_history WHERE record_id = $1", {record}), 1);
}

TEST_F(Vault, AHandlerDecidesTheSameAgainAndChangesNothing) {
  auto const ada = at_.add_subject();
  auto const before = at_.house().count("SELECT COUNT(*) FROM event");
  auto const leave = at_.grant(Operation::storage, ada);
  auto const first = must(at_.decide([&](Context const& c) { return state_storage(c, leave); }));
  auto const second = must(at_.decide([&](Context const& c) { return state_storage(c, leave); }));
  EXPECT_EQ(first.reply.body, second.reply.body);
  EXPECT_EQ(at_.house().count("SELECT COUNT(*) FROM event"), before);
}

TEST_F(Vault, NobodyOfTheCellCanHoldPermissionsOverContent) {
  for (auto const* held : {"administer", "administer_cell", "administer_keys"}) EXPECT_TRUE(grantable(kCell, {held}));
  for (unsigned i = 0; i < 64; ++i) {
    auto const all = permission_names(act::Permissions(std::uint64_t{1} << i % 16));
    if (all.front() == "administer") continue;
    EXPECT_EQ(refusal_of(grantable(kCell, {std::string(all.front())})), Code::denied) << all.front();
  }
  EXPECT_EQ(refusal_of(grantable(at_.tenant(), {"consult", "administer_keys"})), Code::denied);
  EXPECT_EQ(refusal_of(grantable(at_.tenant(), {})), Code::invalid);
}

TEST_F(Vault, WhoReadsTheLogHoldsNothingElse) {
  for (auto tenant : {at_.tenant(), kCell}) {
    EXPECT_EQ(must(grantable(tenant, {"read_log"})).bits(), act::Permissions().with(act::Permission::read_log).bits());
    auto const mixed = grantable(tenant, {"administer", "read_log"});
    ASSERT_EQ(refusal_of(mixed), Code::denied);
    EXPECT_NE(mixed.error().message.find("read_log alone"), std::string_view::npos) << "the mend is named";
  }
}

TEST_F(Vault, TheOwnerOfATenantCannotReadItsLogUnlessNamedForIt) {
  auto const rows = at_.house().rows("SELECT permissions FROM principal WHERE tenant_id = $1", {at_.tenant()});
  ASSERT_EQ(rows.size(), 1u);
  act::Permissions const owner(static_cast<std::uint64_t>(rows[0][0].integer()));
  EXPECT_FALSE(owner.has(act::Permission::read_log));
  EXPECT_TRUE(owner.has(act::Permission::administer));
}

TEST_F(Vault, NobodyOfTheCellCanMakeAPrincipalInATenant) {
  auto const leave = at_.grant(Operation::administration);  // the cell's own, as that of a job is
  EXPECT_EQ(
      refusal_of(at_.decide([&](Context const& c) { return create_principal(c, leave, "mole", {"consult"}, 30); })),
      Code::denied);
}

TEST_F(Vault, AFirstAdministratorIsMadeOnceAndInTime) {
  auto const credential = access::Credential::make(kCell, at_.now(), at_.house().random());
  auto const expires = at_.now() + std::chrono::hours(1);
  auto const mac = must(first_admin_mac(at_.house().keyring(), credential, expires));
  auto event = at_.house().event({kCell, act::EventType::cell_created, "{}", "{}", "{}", std::nullopt});
  must(at_.house().commit(store::WriteSet(std::move(event)).then(access::sql::insert_first_admin, {mac, expires})));
  auto attempt = [&](access::Credential const& with) {
    auto const leave = must(access::authorise_first_admin(at_.now()));
    return at_.decide([&](Context const& c) { return create_first_admin(c, leave, as_text(with.text().view())); });
  };
  EXPECT_EQ(refusal_of(attempt(access::Credential::make(kCell, at_.now(), at_.house().random()))),
            Code::unauthenticated);
  auto const first = must(attempt(credential)), raced = must(attempt(credential));
  must(at_.house().commit(first.writes));
  EXPECT_EQ(refusal_of(at_.house().commit(raced.writes)), Code::unauthenticated) << "decided on the same snapshot";
  EXPECT_EQ(refusal_of(attempt(credential)), Code::unauthenticated);
}

TEST_F(Vault, AFirstAdminTokenEndsWithItsHour) {
  auto const credential = access::Credential::make(kCell, at_.now(), at_.house().random());
  auto const expires = at_.now() + std::chrono::hours(1);
  auto const mac = must(first_admin_mac(at_.house().keyring(), credential, expires));
  auto event = at_.house().event({kCell, act::EventType::cell_created, "{}", "{}", "{}", std::nullopt});
  must(at_.house().commit(store::WriteSet(std::move(event)).then(access::sql::insert_first_admin, {mac, expires})));
  at_.house().clock().pass(std::chrono::hours(1));
  auto const leave = must(access::authorise_first_admin(at_.now()));
  EXPECT_EQ(refusal_of(at_.decide(
                [&](Context const& c) { return create_first_admin(c, leave, as_text(credential.text().view())); })),
            Code::expired);
}

TEST_F(Vault, AnImportedChunkWhoseSubjectMovedOnIsNotCommitted) {
  auto const ada = at_.add_subject();
  auto const leave = at_.grant(Operation::recording);
  auto const import = *ImportId::parse(TenantHouse::made(
      at_.decided([&](Context const& c) { return open_import(c, leave, TenantHouse::collection()); }), "import"));
  std::string const line = R"({"subject":")" + ada.text() +
                           R"(","record":{"email":"a@example.com"}})"
                           "\n";
  auto const chunk = must(at_.decide([&](Context const& c) { return import_chunk(c, leave, import, 0, line); }));
  auto const restricting = at_.grant(Operation::restriction, ada);
  at_.decided([&](Context const& c) { return restrict(c, restricting, "legal-claims", "a claim"); });
  EXPECT_EQ(refusal_of(at_.house().commit(chunk.writes)), Code::conflict);
  EXPECT_EQ(at_.house().count("SELECT COUNT(*) FROM record"), 0);
  auto const again = at_.decided([&](Context const& c) { return import_chunk(c, leave, import, 0, line); });
  EXPECT_NE(again.reply.body.find("\"accepted\":0"), std::string::npos) << again.reply.body;
}

TEST_F(Vault, AnUnknownStateOpensNothing) {
  auto const ada = at_.add_subject();
  auto event = at_.house().event({kCell, act::EventType::administered, "{}", "{}", "{}", std::nullopt});
  must(at_.house().commit(store::WriteSet(std::move(event))
                              .then("UPDATE subject SET state = 'odd' WHERE subject_id = $1", {ada})
                              .then("UPDATE tenant SET state = 'odd' WHERE tenant_id = $1", {at_.tenant()})));
  EXPECT_EQ(refusal_of(subject_facts(*at_.house().snapshot(), at_.tenant(), ada)), Code::gone);
  auto again = at_.house().event({kCell, act::EventType::administered, "{}", "{}", "{}", std::nullopt});
  must(at_.house().commit(store::WriteSet(std::move(again))
                              .then("UPDATE tenant SET state = 'active' WHERE tenant_id = $1", {at_.tenant()})));
  EXPECT_EQ(must(subject_facts(*at_.house().snapshot(), at_.tenant(), ada)).subject, access::SubjectState::erasing);
}

}  // namespace
}  // namespace troth::vault

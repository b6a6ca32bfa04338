#include "vault/fsck.h"

#include "vault/import.h"
#include "vault/tenant_fixture.h"

namespace troth::vault {
namespace {

using act::Operation;

/// A tenant with two people, a record each, one of them altered.
class Ledger : public ::testing::Test {
 protected:
  Ledger() {
    ada_ = at_.add_subject(), bob_ = at_.add_subject();
    of_ada_ = at_.add_record(ada_, "ada@example.com");
    of_bob_ = at_.add_record(bob_, "bob@example.com");
    auto const leave = at_.grant(Operation::alteration, bob_);
    http::JsonValue::Object changes;
    changes.emplace("email", http::JsonValue(std::string("robert@example.com")));
    at_.decided([&](Context const& c) { return alter(c, leave, TenantHouse::collection(), of_bob_, changes, 1); });
  }
  PartsFsck::Outcome check(bool records = true) {
    findings_ = {};
    auto snapshot = at_.house().snapshot();
    return must(PartsFsck::run(*snapshot, at_.house().keyring(), records, findings_, {}));
  }
  /// Behind the tenant's back.
  void doctor(store::Sql sql, store::Params params) {
    must(at_.house().commit(
        store::WriteSet(at_.house().event({kCell, act::EventType::administered, "{}", "{}", "{}", {}}))
            .then(sql, std::move(params), store::kAny)));
  }
  /// There is one finding, and it is this one.
  void expect(std::string const& where, std::string_view says, bool records = true) {
    check(records);
    ASSERT_EQ(findings_.total(), 1u) << all();
    auto const& found = findings_.list()[0];
    EXPECT_EQ(found.log, at_.tenant().text());
    EXPECT_EQ(found.where, where);
    EXPECT_NE(found.says.find(says), std::string::npos) << found.says;
  }
  std::string all() const {
    std::string text;
    for (auto const& finding : findings_.list())
      text += finding.log + " | " + finding.where + " | " + finding.says + "\n";
    return text;
  }
  std::string place_of(RecordId record) const { return "record contact/" + record.text(); }
  std::int64_t seq_of(SubjectId subject) {
    return at_.house().count("SELECT MIN(seq) FROM event WHERE tenant_id = $1 AND subject_id = $2",
                             {at_.tenant(), subject});
  }
  std::string seq_text(std::int64_t seq) { return "seq " + std::to_string(seq); }

  TenantHouse at_;
  SubjectId ada_, bob_;
  RecordId of_ada_, of_bob_;
  audit::Findings findings_;
};

TEST_F(Ledger, OpensEveryPartAndComparesEveryRecord) {
  auto const out = check();
  EXPECT_EQ(findings_.total(), 0u) << all();
  EXPECT_EQ(out.records, 2u);
  EXPECT_EQ(out.erased, 0u);
  EXPECT_EQ(out.opened, 3 * std::uint64_t(at_.house().count("SELECT COUNT(*) FROM event")));
}

TEST_F(Ledger, NamesAPartWithOneOtherByte) {
  auto const seq = seq_of(ada_);
  auto sealed =
      at_.house().rows("SELECT whom FROM event WHERE tenant_id = $1 AND seq = $2", {at_.tenant(), seq})[0][0].bytes();
  sealed[20] ^= 1;
  doctor("UPDATE event SET whom = $1 WHERE tenant_id = $2 AND seq = $3", {sealed, at_.tenant(), seq});
  expect(seq_text(seq), "the part whom does not open");
}

TEST_F(Ledger, NamesALeafThatCommitsToAnotherPart) {
  auto const seq = seq_of(ada_);
  auto leaf =
      at_.house().rows("SELECT leaf FROM event WHERE tenant_id = $1 AND seq = $2", {at_.tenant(), seq})[0][0].bytes();
  leaf[11] ^= 1;
  doctor("UPDATE event SET leaf = $1 WHERE tenant_id = $2 AND seq = $3", {leaf, at_.tenant(), seq});
  expect(seq_text(seq), "the part what is not the one that the leaf commits to");
}

TEST_F(Ledger, NamesAnEventThatIsAscribedToSomebodyElse) {
  auto const seq = seq_of(ada_);
  doctor("UPDATE event SET actor_id = $1 WHERE tenant_id = $2 AND seq = $3", {of_ada_, at_.tenant(), seq});
  expect(seq_text(seq), "the principal in the row");
}

TEST_F(Ledger, NamesAPartThatWasTakenOutWithoutAnErasure) {
  auto const seq = seq_of(ada_);
  doctor("UPDATE event SET whom = $1, subject_id = $2 WHERE tenant_id = $3 AND seq = $4",
         {Bytes(), Bytes(16, 7), at_.tenant(), seq});
  expect(seq_text(seq), "no erasure in this log says why", false);
}

TEST_F(Ledger, NamesAKeyThatIsGoneWithoutAnErasure) {
  must(at_.house().shredder().shred(at_.tenant(), ada_, at_.now()));
  expect(seq_text(seq_of(ada_)), "no erasure in this log says why");
}

TEST_F(Ledger, CountsWhatAnErasureTookAway) {
  auto const rows =
      at_.house().count("SELECT COUNT(*) FROM event WHERE tenant_id = $1 AND subject_id = $2", {at_.tenant(), ada_});
  Bytes const handle(16, 9);
  must(at_.house().commit(store::WriteSet(at_.house().event(
      {at_.tenant(), act::EventType::erasure_intended, R"({"handle":")" + hex(handle) + "\"}", "{}", "{}", ada_}))));
  must(at_.house().shredder().shred(at_.tenant(), ada_, at_.now()));
  EXPECT_EQ(check(false).erased, static_cast<std::uint64_t>(rows + 1));
  EXPECT_EQ(findings_.total(), 0u) << all();
  // Its chunks are done: the rows stand under the handle, the records are gone.
  doctor("UPDATE event SET whom = $1, subject_id = $2 WHERE tenant_id = $3 AND subject_id = $4",
         {Bytes(), handle, at_.tenant(), ada_});
  auto const row =
      at_.house().rows("SELECT envelope FROM record WHERE tenant_id = $1 AND subject_id = $2", {at_.tenant(), ada_});
  expect(place_of(of_ada_), "a person who was erased: it was put back");
  doctor("DELETE FROM record WHERE tenant_id = $1 AND subject_id = $2", {at_.tenant(), ada_});
  EXPECT_EQ(check().records, 1u);
  EXPECT_EQ(findings_.total(), 0u) << all();
}

TEST_F(Ledger, NamesARecordThatWasPutBack) {
  doctor(
      "UPDATE record SET version = 1, envelope = (SELECT envelope FROM record_history WHERE tenant_id = $1"
      " AND record_id = $2) WHERE tenant_id = $1 AND record_id = $2",
      {at_.tenant(), of_bob_});
  expect(place_of(of_bob_), "an older row was put back");
  doctor("UPDATE record SET version = 2 WHERE tenant_id = $1 AND record_id = $2", {at_.tenant(), of_bob_});
  expect(place_of(of_bob_), "names another envelope of version 2");
}

TEST_F(Ledger, NamesARecordThatWasDeletedOrThatNoEventTellsOf) {
  doctor("DELETE FROM record WHERE tenant_id = $1 AND record_id = $2", {at_.tenant(), of_ada_});
  expect(place_of(of_ada_), "its row is missing");
  auto const stray = RecordId::make_random(at_.house().random());
  doctor("UPDATE record SET record_id = $1 WHERE tenant_id = $2 AND record_id = $3", {stray, at_.tenant(), of_bob_});
  check();
  EXPECT_EQ(findings_.total(), 3u) << all();
  EXPECT_NE(all().find(place_of(stray) + " | no event tells of it"), std::string::npos) << all();
}

TEST_F(Ledger, CountsRecordsOfAnImportAndNamesOneMoreThanItTook) {
  auto const leave = at_.grant(Operation::recording);
  auto const id = *ImportId::parse(TenantHouse::made(
      at_.decided([&](Context const& c) { return open_import(c, leave, TenantHouse::collection()); }), "import"));
  at_.decided([&](Context const& c) {
    return import_chunk(c, leave, id, 0, R"({"new":"eve","record":{"email":"eve@example.com"}})");
  });
  EXPECT_EQ(check().imported, 1u);
  EXPECT_EQ(findings_.total(), 0u) << all();
  doctor(
      "INSERT INTO record SELECT tenant_id, subject_id, collection, $1, version, schema_version, key_version, "
      "envelope, created, altered, retain_until FROM record WHERE tenant_id = $2 AND record_id = $3",
      {RecordId::make_random(at_.house().random()), at_.tenant(), of_ada_});
  check();
  EXPECT_EQ(findings_.total(), 1u) << all();
  EXPECT_NE(all().find("no event tells of it"), std::string::npos) << all();
}

}  // namespace
}  // namespace troth::vault

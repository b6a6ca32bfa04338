#include "keys/keyring.h"

#include <algorithm>
#include <thread>

#include "crypto/hash.h"
#include "keys/internal/live_keys.h"
#include "keys/internal/testing.h"

namespace troth::keys {
namespace {

using testing::EventfulDatabase;
using testing::kTestCell;
using testing::must;
using testing::TempFolder;
using testing::TestCell;

/// Tells what it gave out.
class OpenRandom final : public Random {
 public:
  void fill(std::span<std::uint8_t> out) override {
    system_.fill(out);
    drawn.emplace_back(out.begin(), out.end());
  }
  std::vector<Bytes> drawn;

 private:
  SystemRandom system_;
};

class KeyringTest : public ::testing::Test {
 protected:
  std::unique_ptr<Keyring> ring_on(store::KeyDatabase& database) {
    return must(Keyring::open(database, cell_.seal(), cell_.clock(), cell_.random()));
  }
  void run(store::Sql sql, store::Params params) {
    must(cell_.database().apply({{store::Step::Kind::write, sql, {std::move(params)}}}));
  }
  /// A further version of a subject's key, as a rotation would write it.
  void add_version(SubjectId subject, std::uint32_t version) {
    auto arena = must(Arena::make(64));
    auto live = must(LiveKeys::open(cell_.database(), cell_.seal(), *arena, cell_.clock()));
    Address const kek{tenant_, Kind::tenant};
    auto rows = must(cell_.database().query(sql::kKey, {tenant_, 2, kek.holder, 1}));
    Secret const tenant_kek = must(live->open({kek, 1, rows[0][2].bytes()}, live->cell_kek()));
    Secret const key = Secret::copy_of(cell_.random().bytes<64>());
    auto stored = must(live->seal({tenant_, Kind::subject, subject, version}, tenant_kek.view(), key));
    must(cell_.commit(insert_of(stored, live->cell_kek(), cell_.clock().now())));
  }

  TempFolder temp_;
  TestCell cell_{temp_.path()};
  TenantId const tenant_ = cell_.add_tenant();
};

TEST_F(KeyringTest, KeysAreTheSameAfterARestart) {
  auto const subject = cell_.add_subject(tenant_);
  auto const record = cell_.record_key(tenant_, subject);
  auto const index = vault::BlindIndex::key(must(cell_.keyring().index(tenant_)));
  auto const audit = audit::PartCipher::key(must(cell_.keyring().audit(tenant_)));
  auto const access = access::TokenMac::key(must(cell_.keyring().access()));
  cell_.open();
  EXPECT_EQ(cell_.record_key(tenant_, subject), record);
  EXPECT_EQ(vault::BlindIndex::key(must(cell_.keyring().index(tenant_))), index);
  EXPECT_EQ(audit::PartCipher::key(must(cell_.keyring().audit(tenant_))), audit);
  EXPECT_EQ(access::TokenMac::key(must(cell_.keyring().access())), access);
  EXPECT_TRUE(cell_.keyring().audit(kCell)) << "the cell has an audit key of its own";
  EXPECT_EQ(cell_.keyring().cell().region, "eu-central");
}

TEST_F(KeyringTest, NoTwoSecretsAreAlike) {
  auto const one = cell_.add_subject(tenant_), two = cell_.add_subject(tenant_);
  auto const other = cell_.add_tenant();
  auto const subject = must(cell_.keyring().subject(tenant_, one));
  std::vector<Bytes> all{vault::RecordCipher::key(subject),
                         audit::PartCipher::key(subject),
                         cell_.record_key(tenant_, two),
                         vault::BlindIndex::key(must(cell_.keyring().index(tenant_))),
                         vault::BlindIndex::key(must(cell_.keyring().index(other))),
                         audit::PartCipher::key(must(cell_.keyring().audit(tenant_))),
                         audit::PartCipher::key(must(cell_.keyring().audit(kCell))),
                         access::TokenMac::key(must(cell_.keyring().access()))};
  for (auto const& secret : all) EXPECT_EQ(secret.size(), 32u);
  std::ranges::sort(all);
  EXPECT_EQ(std::ranges::adjacent_find(all), all.end());
}

TEST_F(KeyringTest, WhatWasNeverMadeIsGone) {
  auto const nobody = SubjectId::make_random(cell_.random());
  auto const subject = cell_.add_subject(tenant_);
  EXPECT_REFUSED(Code::gone, cell_.keyring().subject(tenant_, nobody));
  EXPECT_REFUSED(Code::gone, cell_.keyring().subject(tenant_, nobody, 1));
  EXPECT_REFUSED(Code::gone, cell_.keyring().subject(tenant_, subject, 2));
  EXPECT_REFUSED(Code::gone, cell_.keyring().subject(cell_.add_tenant(), subject));
  EXPECT_REFUSED(Code::gone, cell_.keyring().index(TenantId::make_random(cell_.random())));
  EXPECT_REFUSED(Code::gone, cell_.keyring().new_subject(TenantId::make_random(cell_.random()), nobody));
}

TEST_F(KeyringTest, ANewKeyIsItsMakersAloneUntilItsRowIsCommitted) {
  auto const subject = SubjectId::make_random(cell_.random());
  auto made = must(cell_.keyring().new_subject(tenant_, subject));
  EXPECT_REFUSED(Code::gone, cell_.keyring().subject(tenant_, subject));
  EXPECT_REFUSED(Code::gone, cell_.keyring().subject(tenant_, subject, 0));
  EXPECT_REFUSED(Code::gone, cell_.keyring().subject(tenant_, subject, 1));
  auto const sealed_with = vault::RecordCipher::key(made.key);
  EXPECT_EQ(made.key.version(), 1u);
  must(cell_.commit(std::move(made.row)));
  EXPECT_EQ(cell_.record_key(tenant_, subject), sealed_with);
}

// A cached key whose row misses would be used for sealing by others, and what they sealed would be lost.
TEST_F(KeyringTest, ASecondKeyForTheSameSubjectMissesAndNeverShadowsTheFirst) {
  auto const subject = cell_.add_subject(tenant_);
  auto const first = cell_.record_key(tenant_, subject);
  auto second = must(cell_.keyring().new_subject(tenant_, subject));
  EXPECT_NE(vault::RecordCipher::key(second.key), first);
  EXPECT_EQ(cell_.record_key(tenant_, subject), first);
  EXPECT_REFUSED(Code::conflict, cell_.commit(std::move(second.row)));
  EXPECT_EQ(cell_.record_key(tenant_, subject), first);
}

TEST_F(KeyringTest, TheNewestVersionIsGivenAndOlderOnesStillOpen) {
  auto const subject = cell_.add_subject(tenant_);
  auto const first = cell_.record_key(tenant_, subject);
  add_version(subject, 2);
  cell_.open();
  auto const newest = must(cell_.keyring().subject(tenant_, subject));
  EXPECT_EQ(newest.version(), 2u);
  EXPECT_NE(vault::RecordCipher::key(newest), first);
  EXPECT_EQ(vault::RecordCipher::key(must(cell_.keyring().subject(tenant_, subject, 1))), first);
  EXPECT_EQ(must(cell_.keyring().subject(tenant_, subject)).version(), 2u);
}

TEST_F(KeyringTest, ARowMovedToAnotherSubjectIsCorrupt) {
  auto const anna = cell_.add_subject(tenant_), ben = cell_.add_subject(tenant_);
  run("UPDATE key_row SET wrap = $1 WHERE holder = $2", {cell_.wrap_of(tenant_, anna), ben});
  EXPECT_REFUSED(Code::corrupt, cell_.keyring().subject(tenant_, ben));
  EXPECT_TRUE(cell_.keyring().subject(tenant_, anna));
}

TEST_F(KeyringTest, AnIndexKeyInThePlaceOfAnAuditKeyIsCorrupt) {
  auto rows = must(cell_.database().query("SELECT wrap FROM key_row WHERE tenant_id = $1 AND kind = 3", {tenant_}));
  run("UPDATE key_row SET wrap = $1 WHERE tenant_id = $2 AND kind = 4", {rows[0][0], tenant_});
  EXPECT_REFUSED(Code::corrupt, cell_.keyring().audit(tenant_));
}

TEST_F(KeyringTest, ACellIsCreatedOnce) {
  EXPECT_REFUSED(Code::conflict,
                 Keyring::create(cell_.database(), cell_.seal(), kTestCell, cell_.clock(), cell_.random()));
}

TEST_F(KeyringTest, AnotherCellOrRegionIsRefused) {
  auto open_as = [&](Cell const& cell) {
    return Keyring::open(cell_.database(), cell_.seal(), cell_.clock(), cell_.random(), cell);
  };
  EXPECT_TRUE(open_as(kTestCell));
  EXPECT_REFUSED(Code::invalid, open_as({"cell-1.example.com", "us-east"}));
  EXPECT_REFUSED(Code::invalid, open_as({"cell-2.example.com", "eu-central"}));
}

TEST_F(KeyringTest, ARegionEditedInTheTableIsCorrupt) {
  run("UPDATE cell_key SET region = $1", {"us-east"});
  EXPECT_REFUSED(Code::corrupt, Keyring::open(cell_.database(), cell_.seal(), cell_.clock(), cell_.random()));
}

TEST_F(KeyringTest, AnotherSealOpensNothing) {
  auto other = must(create_file_seal(temp_.path() / "other-seal", cell_.random()));
  EXPECT_REFUSED(Code::corrupt, Keyring::open(cell_.database(), *other, cell_.clock(), cell_.random()));
}

TEST(Keyring, AnEmptyKeyStoreHasNoCell) {
  TempFolder temp;
  SystemRandom random;
  SystemClock clock;
  auto store = must(store::open_sqlite(temp.path(), {}, schema()));
  auto seal = must(create_file_seal(temp.path() / "seal", random));
  EXPECT_REFUSED(Code::not_found, Keyring::open(store->keys(), *seal, clock, random));
}

TEST_F(KeyringTest, AKnownKeyNeedsNoQueryForThirtySeconds) {
  EventfulDatabase database(cell_.database());
  int queries = 0;
  auto const subject = cell_.add_subject(tenant_);
  auto ring = ring_on(database);
  database.after_query = [&](store::Sql) { ++queries; };
  must(ring->subject(tenant_, subject));
  EXPECT_EQ(queries, 2) << "the tenant's key and the subject's";
  must(ring->subject(tenant_, subject));
  must(ring->subject(tenant_, subject, 1));
  must(ring->subject(tenant_, subject));
  EXPECT_EQ(queries, 2);
  cell_.clock().pass(Arena::kLife + Duration(1));
  must(ring->subject(tenant_, subject));
  EXPECT_EQ(queries, 4);
}

TEST_F(KeyringTest, AForgottenSubjectIsGoneAlthoughItsRowIsThere) {
  auto const subject = cell_.add_subject(tenant_), other = cell_.add_subject(tenant_);
  must(cell_.keyring().subject(tenant_, subject));
  cell_.keyring().forget(tenant_, subject);
  EXPECT_REFUSED(Code::gone, cell_.keyring().subject(tenant_, subject));
  EXPECT_REFUSED(Code::gone, cell_.keyring().subject(tenant_, subject, 1));
  EXPECT_REFUSED(Code::gone, cell_.keyring().new_subject(tenant_, subject));
  EXPECT_TRUE(cell_.keyring().subject(tenant_, other));
}

// The reader has fetched the row; before it can cache the key, the subject is erased.
TEST_F(KeyringTest, AReaderThatRacesAnErasureCannotBringTheKeyBack) {
  EventfulDatabase database(cell_.database());
  auto const subject = cell_.add_subject(tenant_);
  auto ring = ring_on(database);
  auto fences = must(FenceLedger::open(cell_.database(), *ring));
  bool armed = true;
  database.after_query = [&](store::Sql sql) {
    if (!std::exchange(armed, false) || !(sql == sql::kNewestKey)) return;
    must(Shredder(cell_.database(), *ring, *fences).shred(tenant_, subject, cell_.clock().now()));
  };
  EXPECT_REFUSED(Code::gone, ring->subject(tenant_, subject));
  EXPECT_FALSE(armed);
  EXPECT_REFUSED(Code::gone, ring->subject(tenant_, subject, 1));
}

// The reader has fetched the row; before it opens it, the whole store is carried into the next epoch and the old one
// dies.
TEST_F(KeyringTest, AReaderThatRacesAnEpochStillGetsTheKey) {
  EventfulDatabase database(cell_.database());
  auto const subject = cell_.add_subject(tenant_);
  auto const key = cell_.record_key(tenant_, subject);
  auto ring = ring_on(database);
  must(ring->index(tenant_));
  bool armed = true;
  database.after_query = [&](store::Sql sql) {
    if (!(sql == sql::kNewestKey) || !std::exchange(armed, false)) return;
    cell_.turn_epoch();
    must(ring->refresh_epochs());
  };
  EXPECT_EQ(vault::RecordCipher::key(must(ring->subject(tenant_, subject))), key);
  EXPECT_FALSE(armed);
}

TEST_F(KeyringTest, ReadersAndAnErasureAtOnce) {
  std::vector<SubjectId> subjects;
  for (int i = 0; i < 8; ++i) subjects.push_back(cell_.add_subject(tenant_));
  std::atomic<bool> stop = false;
  auto read = [&] {
    for (std::size_t i = 0; !stop; ++i) {
      auto key = cell_.keyring().subject(tenant_, subjects[i % subjects.size()]);
      if (!key) {
        EXPECT_EQ(key.error().code, Code::gone);
      }
    }
  };
  std::thread one(read), two(read);
  for (std::size_t i = 0; i < 4; ++i) {
    cell_.keyring().forget(tenant_, subjects[i]);
    EXPECT_REFUSED(Code::gone, cell_.keyring().subject(tenant_, subjects[i]));
  }
  cell_.turn_epoch();
  cell_.keyring().sweep();
  stop = true;
  one.join();
  two.join();
  for (std::size_t i = 0; i < 8; ++i) EXPECT_EQ(cell_.keyring().subject(tenant_, subjects[i]).has_value(), i >= 4);
}

TEST_F(KeyringTest, SecretsAreHmacsOfTheRandomKeyUnderTheirLabels) {
  OpenRandom random;
  auto ring = must(Keyring::open(cell_.database(), cell_.seal(), cell_.clock(), random));
  auto const made = must(ring->new_subject(tenant_, SubjectId::make_random(cell_.random())));
  Bytes const key = random.drawn.at(0);
  EXPECT_EQ(vault::RecordCipher::key(made.key), to_bytes(crypto::hmac_sha256(key, as_bytes("troth/record/v1"))));
  EXPECT_EQ(audit::PartCipher::key(made.key), to_bytes(crypto::hmac_sha256(key, as_bytes("troth/audit/v1"))));

  auto const tenant = TenantId::make_random(cell_.random());
  random.drawn.clear();
  for (auto& row : must(ring->new_tenant(tenant))) must(cell_.commit(std::move(row)));
  EXPECT_EQ(vault::BlindIndex::key(must(ring->index(tenant))),
            to_bytes(crypto::hmac_sha256(random.drawn.at(1), as_bytes("troth/index/v1"))));
  EXPECT_EQ(audit::PartCipher::key(must(ring->audit(tenant))),
            to_bytes(crypto::hmac_sha256(random.drawn.at(2), as_bytes("troth/audit/v1"))));
}

}  // namespace
}  // namespace troth::keys

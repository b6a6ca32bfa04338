#include "keys/rotation.h"

#include "keys/internal/testing.h"
#include "keys/tables.h"

namespace troth::keys {
namespace {

using testing::must;
using testing::TempFolder;
using testing::TestCell;

class RotationTest : public ::testing::Test {
 protected:
  Rotation rotation() { return cell_.epochs().rotation(); }
  void rewrap_all() {
    while (must(rotation().rewrap(tenant_, 3)) > 0) continue;
  }
  void renew_all(Time begun) {
    for (SubjectId after{};;) {
      auto const page = must(rotation().renew_subjects(tenant_, after, begun, 2));
      if (!page.last) return;
      if (page.made == 0) after = *page.last;
    }
  }
  Bytes record_key(SubjectId subject, std::uint32_t version) {
    return vault::RecordCipher::key(must(cell_.keyring().subject(tenant_, subject, version)));
  }
  Bytes index_key() { return vault::BlindIndex::key(must(cell_.keyring().index(tenant_))); }

  TempFolder temp_;
  TestCell cell_{temp_.path()};
  TenantId tenant_ = cell_.add_tenant();
};

TEST_F(RotationTest, AnotherKekWrapsTheSameKeys) {
  std::vector<SubjectId> people;
  std::vector<Bytes> keys, wraps;
  for (int i = 0; i < 7; ++i) people.push_back(cell_.add_subject(tenant_));
  for (auto subject : people) {
    keys.push_back(cell_.record_key(tenant_, subject));
    wraps.push_back(cell_.wrap_of(tenant_, subject));
  }
  must(rotation().make(tenant_, Kind::tenant, 2));
  auto const newcomer = cell_.add_subject(tenant_);
  rewrap_all();
  auto const status = must(rotation().status(tenant_));
  ASSERT_EQ(status.tenant.size(), 2u);
  EXPECT_EQ(status.tenant[0].wraps, 8u);
  EXPECT_EQ(status.tenant[1].wraps, 0u);
  cell_.open();  // nothing cached
  for (std::size_t i = 0; i < people.size(); ++i) {
    EXPECT_EQ(cell_.record_key(tenant_, people[i]), keys[i]);
    EXPECT_NE(cell_.wrap_of(tenant_, people[i]), wraps[i]);
  }
  EXPECT_EQ(cell_.record_key(tenant_, newcomer).size(), 32u);
}

TEST_F(RotationTest, TheOldKekOpensNoWrapThatWasRedone) {
  auto const ada = cell_.add_subject(tenant_);
  must(rotation().make(tenant_, Kind::tenant, 2));
  rewrap_all();
  store::Step const lie{
      store::Step::Kind::write, store::Sql("UPDATE key_row SET wrapper = 1 WHERE holder = $1"), {{ada}}};
  must(cell_.database().apply({lie}));
  cell_.open();
  EXPECT_REFUSED(Code::corrupt, cell_.keyring().subject(tenant_, ada));
}

TEST_F(RotationTest, EachPersonGetsAnotherKeyAndKeepsTheOldOne) {
  std::vector<SubjectId> people;
  for (int i = 0; i < 5; ++i) people.push_back(cell_.add_subject(tenant_));
  std::vector<Bytes> before;
  for (auto subject : people) before.push_back(cell_.record_key(tenant_, subject));
  cell_.clock().pass(std::chrono::seconds(1));
  Time const begun = cell_.clock().now();
  auto const newcomer = cell_.add_subject(tenant_);
  renew_all(begun);
  renew_all(begun);  // resumed after a crash: nobody gets a third
  for (std::size_t i = 0; i < people.size(); ++i) {
    auto const now = must(cell_.keyring().subject(tenant_, people[i]));
    EXPECT_EQ(now.version(), 2u);
    EXPECT_NE(vault::RecordCipher::key(now), before[i]);
    EXPECT_EQ(record_key(people[i], 1), before[i]);
  }
  EXPECT_EQ(must(cell_.keyring().subject(tenant_, newcomer)).version(), 1u);
  auto const status = must(rotation().status(tenant_));
  EXPECT_EQ(status.subjects, 6u);
  EXPECT_EQ(status.subject_keys, 11u);
}

TEST_F(RotationTest, AnErasedPersonGetsNoNewKeyAndLosesEveryVersion) {
  auto const ada = cell_.add_subject(tenant_), ben = cell_.add_subject(tenant_);
  cell_.clock().pass(std::chrono::seconds(1));
  renew_all(cell_.clock().now());
  auto shredder = cell_.shredder();
  must(shredder.shred(tenant_, ada, cell_.clock().now()));
  cell_.clock().pass(std::chrono::seconds(1));
  renew_all(cell_.clock().now());
  for (std::uint32_t version : {1u, 2u, 3u})
    EXPECT_REFUSED(Code::gone, cell_.keyring().subject(tenant_, ada, version)) << version;
  EXPECT_EQ(must(cell_.keyring().subject(tenant_, ben)).version(), 3u);
}

TEST_F(RotationTest, AnErasureBetweenReadingAndWritingStands) {
  auto const ada = cell_.add_subject(tenant_);
  cell_.clock().pass(std::chrono::seconds(1));
  testing::EventfulDatabase eventful(cell_.database());
  auto shredder = cell_.shredder();
  eventful.after_query = [&](store::Sql sql) {
    if (sql == sql::kHoldersAfter) must(shredder.shred(tenant_, ada, cell_.clock().now()));
  };
  Rotation late(eventful, cell_.keyring(), cell_.clock(), cell_.random());
  must(late.renew_subjects(tenant_, SubjectId{}, cell_.clock().now(), 10));
  auto const rows = must(cell_.database().query(sql::kVersions, {tenant_, 5, ada}));
  EXPECT_TRUE(rows.empty());
}

TEST_F(RotationTest, TheNewestIndexKeyMakesTokensAndAllAreAsked) {
  Bytes const first = index_key();
  EXPECT_EQ(must(cell_.keyring().indexes(tenant_)).size(), 1u);  // cached, so that the next line has to forget it
  must(rotation().make(tenant_, Kind::index, 2));
  must(rotation().make(tenant_, Kind::index, 2));
  EXPECT_EQ(must(cell_.keyring().index(tenant_)).version(), 2u);
  EXPECT_NE(index_key(), first);
  auto const all = must(cell_.keyring().indexes(tenant_));
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].version(), 2u);
  EXPECT_EQ(vault::BlindIndex::key(all[1]), first);
}

TEST_F(RotationTest, EpochsAndTheSnapshotCarryEveryVersion) {
  auto const ada = cell_.add_subject(tenant_);
  cell_.clock().pass(std::chrono::seconds(1));
  must(rotation().make(tenant_, Kind::tenant, 2));  // the wraps stay under the first until they are redone
  renew_all(cell_.clock().now());
  Bytes const first = record_key(ada, 1), second = record_key(ada, 2);
  cell_.turn_epoch();
  cell_.open();
  EXPECT_EQ(record_key(ada, 1), first);
  EXPECT_EQ(record_key(ada, 2), second);
  rewrap_all();
  cell_.turn_epoch();
  cell_.open();
  EXPECT_EQ(record_key(ada, 1), first);
  EXPECT_EQ(record_key(ada, 2), second);
}

TEST_F(RotationTest, ATenantWithoutKeysIsGone) {
  EXPECT_REFUSED(Code::gone, rotation().newest(TenantId::make_random(cell_.random()), Kind::tenant));
  EXPECT_REFUSED(Code::gone, rotation().newest(tenant_, Kind::access));
}

}  // namespace
}  // namespace troth::keys

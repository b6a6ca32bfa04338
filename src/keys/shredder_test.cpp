#include "keys/shredder.h"

#include <thread>

#include "keys/internal/testing.h"

namespace troth::keys {
namespace {

using testing::must;
using testing::TempFolder;
using testing::TestCell;

class ShredderTest : public ::testing::Test {
 protected:
  Result<> shred(SubjectId subject) { return cell_.shredder().shred(tenant_, subject, cell_.clock().now()); }
  /// The log first: a checkpoint in between moves bytes from it to the file, never back.
  bool on_disk(ByteView wrap) {
    for (char const* name : {"keys.db-wal", "keys.db-shm", "keys.db"})
      if (testing::holds(testing::seen_from_outside(cell_.data() / name), wrap)) return true;
    return false;
  }

  TempFolder temp_;
  TestCell cell_{temp_.path()};
  TenantId const tenant_ = cell_.add_tenant();
};

TEST_F(ShredderTest, AShreddedSubjectIsGoneAndOthersAreNot) {
  auto const anna = cell_.add_subject(tenant_), ben = cell_.add_subject(tenant_);
  auto const bens = cell_.record_key(tenant_, ben);
  cell_.record_key(tenant_, anna);
  must(shred(anna));
  EXPECT_REFUSED(Code::gone, cell_.keyring().subject(tenant_, anna));
  EXPECT_REFUSED(Code::gone, cell_.keyring().subject(tenant_, anna, 1));
  EXPECT_EQ(cell_.record_key(tenant_, ben), bens);
  cell_.open();
  EXPECT_REFUSED(Code::gone, cell_.keyring().subject(tenant_, anna));
  EXPECT_EQ(cell_.record_key(tenant_, ben), bens);
  EXPECT_TRUE(cell_.fences().stands(Fence::subject_erased, tenant_, anna.view()));
}

TEST_F(ShredderTest, AShreddedTenantHasNoKeyLeftAndItsNeighbourHasAll) {
  auto const other = cell_.add_tenant();
  auto const anna = cell_.add_subject(tenant_), ben = cell_.add_subject(other);
  auto const bens = cell_.record_key(other, ben);
  auto const wrap = cell_.wrap_of(tenant_, anna);
  cell_.record_key(tenant_, anna);
  must(cell_.shredder().shred_tenant(tenant_, cell_.clock().now()));
  must(cell_.shredder().shred_tenant(tenant_, cell_.clock().now()));  // as after a crash
  EXPECT_FALSE(on_disk(wrap));
  for (bool reopened : {false, true}) {
    if (reopened) cell_.open();
    EXPECT_REFUSED(Code::gone, cell_.keyring().subject(tenant_, anna));
    EXPECT_REFUSED(Code::gone, cell_.keyring().index(tenant_));
    EXPECT_REFUSED(Code::gone, cell_.keyring().audit(tenant_));
    EXPECT_REFUSED(Code::gone, cell_.keyring().new_subject(tenant_, anna));
    EXPECT_EQ(cell_.record_key(other, ben), bens);
  }
  EXPECT_TRUE(cell_.fences().stands(Fence::tenant_destroyed, tenant_, tenant_.view()));
  EXPECT_EQ(cell_.fences().size(), 1u);
}

TEST_F(ShredderTest, AFrozenTenantsKeysLeaveTheMemoryAndAreOpenedAnewWhenAskedFor) {
  auto const anna = cell_.add_subject(tenant_);
  auto const before = cell_.record_key(tenant_, anna);
  must(cell_.keyring().index(tenant_));
  cell_.keyring().freeze(tenant_);
  must(cell_.keyring().audit(tenant_));
  EXPECT_EQ(cell_.record_key(tenant_, anna), before);
}

TEST_F(ShredderTest, NoFileOfTheKeyStoreHoldsTheWrapAfterwards) {
  std::vector<SubjectId> subjects;
  for (int i = 0; i < 60; ++i) subjects.push_back(cell_.add_subject(tenant_));
  std::vector<Bytes> wraps;
  for (auto const& subject : subjects) wraps.push_back(cell_.wrap_of(tenant_, subject));
  for (auto const& wrap : wraps) ASSERT_TRUE(on_disk(wrap));
  for (std::size_t i = 0; i < 60; i += 2) must(shred(subjects[i]));
  for (std::size_t i = 0; i < 60; ++i) EXPECT_EQ(on_disk(wraps[i]), i % 2 == 1) << i;
}

TEST_F(ShredderTest, IsNotDoneWhileAnotherReaderKeepsTheLog) {
  auto const subject = cell_.add_subject(tenant_);
  auto const wrap = cell_.wrap_of(tenant_, subject);
  {
    testing::OutsideReader reader(cell_.data() / "keys.db");
    EXPECT_REFUSED(Code::unavailable, shred(subject));
    EXPECT_REFUSED(Code::gone, cell_.keyring().subject(tenant_, subject));
    EXPECT_TRUE(on_disk(wrap));
  }
  must(shred(subject));
  EXPECT_FALSE(on_disk(wrap));
  EXPECT_EQ(cell_.fences().size(), 1u) << "the repetition raised no second fence";
}

TEST_F(ShredderTest, WaitsForAKeyThatIsInUse) {
  auto const subject = cell_.add_subject(tenant_);
  auto key = std::make_optional(must(cell_.keyring().subject(tenant_, subject)));
  auto const bytes = vault::RecordCipher::key(*key);
  std::atomic<bool> done = false;
  std::thread eraser([&] {
    must(shred(subject));
    done = true;
  });
  while (cell_.keyring().subject(tenant_, subject)) std::this_thread::yield();
  EXPECT_FALSE(done);
  EXPECT_EQ(vault::RecordCipher::key(*key), bytes) << "what is held stays whole";
  key.reset();
  eraser.join();
  EXPECT_TRUE(done);
}

TEST_F(ShredderTest, ASubjectWithoutAKeyIsFencedAllTheSame) {
  auto const subject = SubjectId::make_random(cell_.random());
  must(shred(subject));
  EXPECT_TRUE(cell_.fences().stands(Fence::subject_erased, tenant_, subject.view()));
}

TEST_F(ShredderTest, AKeyRowThatWasUnderWayDuringTheErasureMisses) {
  auto const subject = SubjectId::make_random(cell_.random());
  KeyRow late = must(cell_.keyring().new_subject(tenant_, subject)).row;
  must(shred(subject));
  EXPECT_REFUSED(Code::conflict, cell_.commit(std::move(late)));
}

}  // namespace
}  // namespace troth::keys

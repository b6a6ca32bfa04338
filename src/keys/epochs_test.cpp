#include "keys/epochs.h"

#include <fstream>

#include "keys/internal/testing.h"

namespace troth::keys {
namespace {

using testing::must;
using testing::TempFolder;
using testing::TestCell;
namespace fs = std::filesystem;

class EpochsTest : public ::testing::Test {
 protected:
  EpochStatus status() { return must(cell_.epochs().status()); }
  void rewrap_all() {
    while (must(cell_.epochs().rewrap(3)) > 0) continue;
  }
  void flip_byte(std::uintmax_t at) {
    std::fstream file(cell_.snapshot_file(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(static_cast<std::streamoff>(at));
    char const old = static_cast<char>(file.get());
    file.seekp(static_cast<std::streamoff>(at));
    file.put(static_cast<char>(old ^ 1));
  }

  TempFolder temp_;
  TestCell cell_{temp_.path()};
  TenantId const tenant_ = cell_.add_tenant();
};

TEST_F(EpochsTest, ANewCellIsInItsFirstEpoch) {
  auto const now = status();
  EXPECT_EQ(now.current, 1u);
  EXPECT_TRUE(now.closed.empty());
  EXPECT_EQ(now.rows, 5u) << "the cell's audit and access keys, the tenant's three";
  EXPECT_EQ(now.older_rows, 0u);
  EXPECT_EQ(now.last_destroyed, 0u);
  EXPECT_EQ(now.opened, cell_.clock().now());
}

TEST_F(EpochsTest, OpeningAgainAfterTheSameEpochOpensNoThird) {
  EXPECT_EQ(must(cell_.epochs().open_after(1)), 2u);
  EXPECT_EQ(must(cell_.epochs().open_after(1)), 2u);
  EXPECT_EQ(status().current, 2u);
  EXPECT_EQ(status().closed, std::vector<std::uint64_t>{1});
  EXPECT_EQ(must(cell_.seal().epochs()), (std::vector<std::uint64_t>{1, 2}));
  EXPECT_REFUSED(Code::conflict, cell_.epochs().open_after(3));
}

TEST_F(EpochsTest, ARowSealedBeforeTheEpochClosedMisses) {
  auto const subject = SubjectId::make_random(cell_.random());
  auto early = must(cell_.keyring().new_subject(tenant_, subject));
  must(cell_.epochs().open_after(1));
  EXPECT_REFUSED(Code::conflict, cell_.commit(std::move(early.row)));
  auto again = must(cell_.keyring().new_subject(tenant_, subject));
  EXPECT_TRUE(cell_.commit(std::move(again.row)));
  EXPECT_TRUE(cell_.keyring().subject(tenant_, subject));
}

TEST_F(EpochsTest, RewrapsInPiecesWhileNewRowsComeIn) {
  std::vector<SubjectId> subjects;
  for (int i = 0; i < 10; ++i) subjects.push_back(cell_.add_subject(tenant_));
  std::vector<Bytes> before;
  for (auto const& subject : subjects) before.push_back(cell_.record_key(tenant_, subject));
  must(cell_.epochs().open_after(1));
  EXPECT_EQ(status().older_rows, 15u);
  EXPECT_EQ(must(cell_.epochs().rewrap(4)), 4u);
  subjects.push_back(cell_.add_subject(tenant_));
  before.push_back(cell_.record_key(tenant_, subjects.back()));
  EXPECT_EQ(status().older_rows, 11u);
  rewrap_all();
  EXPECT_EQ(status().older_rows, 0u);
  EXPECT_EQ(status().rows, 16u);
  cell_.open();
  for (std::size_t i = 0; i < subjects.size(); ++i) EXPECT_EQ(cell_.record_key(tenant_, subjects[i]), before[i]);
}

// Redone by UPDATE ... WHERE wrap = old: what was erased between the read and the write stays erased.
TEST_F(EpochsTest, ARowErasedWhileItIsRewrappedDoesNotComeBack) {
  auto const subject = cell_.add_subject(tenant_);
  testing::EventfulDatabase database(cell_.database());
  must(cell_.epochs().open_after(1));
  Epochs racing(database, cell_.seal(), cell_.keyring(), cell_.clock(), cell_.random(), cell_.snapshot_file());
  bool armed = true;
  database.after_query = [&](store::Sql sql) {
    if (!(sql == sql::kOlderKeys) || !std::exchange(armed, false)) return;
    must(cell_.shredder().shred(tenant_, subject, cell_.clock().now()));
  };
  EXPECT_EQ(must(racing.rewrap(100)), 6u);
  EXPECT_FALSE(armed);
  EXPECT_EQ(status().rows, 5u);
  EXPECT_EQ(status().older_rows, 0u);
}

TEST_F(EpochsTest, ADamagedWrapStopsTheEpochInsteadOfBeingLost) {
  auto const subject = cell_.add_subject(tenant_);
  Bytes wrap = cell_.wrap_of(tenant_, subject);
  wrap[60] ^= 1;
  must(cell_.database().apply(
      {{store::Step::Kind::write, "UPDATE key_row SET wrap = $1 WHERE holder = $2", {{wrap, subject}}}}));
  must(cell_.epochs().open_after(1));
  EXPECT_REFUSED(Code::corrupt, cell_.epochs().rewrap(100));
  EXPECT_REFUSED(Code::conflict, cell_.epochs().snapshot());
  EXPECT_REFUSED(Code::conflict, cell_.epochs().destroy_closed());
}

TEST_F(EpochsTest, NothingIsDestroyedWhileRowsAreOlder) {
  must(cell_.epochs().open_after(1));
  EXPECT_REFUSED(Code::conflict, cell_.epochs().snapshot());
  EXPECT_REFUSED(Code::conflict, cell_.epochs().destroy_closed());
  EXPECT_EQ(must(cell_.seal().epochs()), (std::vector<std::uint64_t>{1, 2}));
}

TEST_F(EpochsTest, NothingIsDestroyedWithoutASnapshotOfThisEpoch) {
  must(cell_.epochs().snapshot());  // of epoch 1
  must(cell_.epochs().open_after(1));
  rewrap_all();
  EXPECT_REFUSED(Code::conflict, cell_.epochs().destroy_closed());
  fs::remove(cell_.snapshot_file());
  EXPECT_REFUSED(Code::conflict, cell_.epochs().destroy_closed());
  EXPECT_EQ(must(cell_.seal().epochs()), (std::vector<std::uint64_t>{1, 2}));
  must(cell_.epochs().snapshot());
  EXPECT_EQ(must(cell_.epochs().destroy_closed()), std::vector<std::uint64_t>{1});
  EXPECT_EQ(must(cell_.seal().epochs()), std::vector<std::uint64_t>{2});
  EXPECT_EQ(status().last_destroyed, 1u);
  EXPECT_TRUE(must(cell_.epochs().destroy_closed()).empty());
}

TEST_F(EpochsTest, ASnapshotWithAnyByteFlippedDestroysNothing) {
  cell_.add_subject(tenant_);
  must(cell_.fences().raise(Fence::subject_erased, tenant_, Bytes(16, 1), cell_.clock().now()));
  must(cell_.epochs().open_after(1));
  rewrap_all();
  must(cell_.epochs().snapshot());
  auto const size = fs::file_size(cell_.snapshot_file());
  for (std::uintmax_t at = 0; at < size; ++at) {
    flip_byte(at);
    auto refused = cell_.epochs().destroy_closed();
    ASSERT_FALSE(refused) << "byte " << at << " of " << size;
    EXPECT_TRUE(refused.error().code == Code::corrupt || refused.error().code == Code::conflict) << at;
    flip_byte(at);
  }
  EXPECT_EQ(must(cell_.seal().epochs()), (std::vector<std::uint64_t>{1, 2}));
  fs::resize_file(cell_.snapshot_file(), size - 1);
  EXPECT_REFUSED(Code::corrupt, cell_.epochs().destroy_closed());
  must(cell_.epochs().snapshot());
  EXPECT_TRUE(cell_.epochs().destroy_closed());
}

TEST_F(EpochsTest, TheSnapshotIsTheOwnersAloneAndLeavesNoTemporary) {
  must(cell_.epochs().snapshot());
  EXPECT_EQ(fs::status(cell_.snapshot_file()).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_FALSE(fs::exists(cell_.snapshot_file().string() + ".tmp"));
}

// What cannot be read back must not take the place of the last good one.
TEST_F(EpochsTest, ASnapshotThatDoesNotOpenDoesNotReplaceTheLastOne) {
  auto const subject = cell_.add_subject(tenant_);
  must(cell_.epochs().snapshot());
  auto const good = testing::seen_from_outside(cell_.snapshot_file());
  Bytes wrap = cell_.wrap_of(tenant_, subject);
  wrap.back() ^= 1;
  must(cell_.database().apply(
      {{store::Step::Kind::write, "UPDATE key_row SET wrap = $1 WHERE holder = $2", {{wrap, subject}}}}));
  EXPECT_REFUSED(Code::corrupt, cell_.epochs().snapshot());
  EXPECT_EQ(testing::seen_from_outside(cell_.snapshot_file()), good);
}

TEST_F(EpochsTest, ASnapshotOfManyPagesIsWholeAndAnErasedSubjectIsNotInIt) {
  auto const subject = cell_.add_subject(tenant_);
  auto const erased = cell_.add_subject(tenant_);
  for (int i = 0; i < 1100; ++i) {
    auto made = must(cell_.keyring().new_subject(tenant_, SubjectId::make_random(cell_.random())));
    must(cell_.commit(std::move(made.row)));
  }
  must(cell_.shredder().shred(tenant_, erased, cell_.clock().now()));
  must(cell_.epochs().snapshot());
  auto const file = testing::seen_from_outside(cell_.snapshot_file());
  EXPECT_TRUE(testing::holds(file, cell_.wrap_of(tenant_, subject)));
  EXPECT_FALSE(testing::holds(file, erased.view()));
}

TEST_F(EpochsTest, ManyEpochsLaterEverythingStillOpens) {
  auto const subject = cell_.add_subject(tenant_);
  auto const key = cell_.record_key(tenant_, subject);
  for (int i = 0; i < 5; ++i) cell_.turn_epoch();
  EXPECT_EQ(status().current, 6u);
  EXPECT_EQ(status().last_destroyed, 5u);
  cell_.open();
  EXPECT_EQ(cell_.record_key(tenant_, subject), key);
  EXPECT_TRUE(cell_.keyring().access());
}

}  // namespace
}  // namespace troth::keys

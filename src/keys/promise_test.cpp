// "After an erasure no older copy of the key store brings the person back." The promise as a story.
#include "keys/internal/seal_wrap.h"
#include "keys/internal/testing.h"

namespace troth::keys {
namespace {

using testing::must;
using testing::TempFolder;
using testing::TestCell;
namespace fs = std::filesystem;

class Promise : public ::testing::Test {
 protected:
  /// What somebody gets who puts an old copy beside the seal of today and starts the same program on it.
  Result<Bytes> read_from_copy(std::string const& copy, SubjectId subject) {
    TROTH_TRY(auto store, store::open_sqlite(temp_.path() / copy, {}, schema()));
    TROTH_TRY(auto ring, Keyring::open(store->keys(), cell_.seal(), cell_.clock(), cell_.random()));
    TROTH_TRY(SubjectKey key, ring->subject(tenant_, subject));
    return vault::RecordCipher::key(key);
  }
  /// What somebody gets who writes a program of their own, and takes the wrapped epoch keys of the copy to the seal.
  std::size_t epoch_keys_that_open(std::string const& copy) {
    auto store = must(store::open_sqlite(temp_.path() / copy, {}, schema()));
    std::size_t opened = 0;
    for (auto const& row : must(store->keys().query(sql::kEpochs, {})))
      if (!row[2].is_null() && open_epoch_key(cell_.seal(), testing::kTestCell,
                                              static_cast<std::uint64_t>(row[0].integer()), row[2].bytes()))
        ++opened;
    return opened;
  }
  void copy_to(std::string const& name) { cell_.copy_data_to(temp_.path() / name); }

  TempFolder temp_;
  TestCell cell_{temp_.path() / "cell"};
  TenantId const tenant_ = cell_.add_tenant();
  SubjectId const anna_ = cell_.add_subject(tenant_), ben_ = cell_.add_subject(tenant_);
};

TEST_F(Promise, AfterTheEpochEndsNoOlderCopyOfTheKeyStoreBringsAnErasedPersonBack) {
  auto const annas = cell_.record_key(tenant_, anna_), bens = cell_.record_key(tenant_, ben_);
  copy_to("copy-of-monday");

  must(cell_.shredder().shred(tenant_, anna_, cell_.clock().now()));
  EXPECT_REFUSED(Code::gone, cell_.keyring().subject(tenant_, anna_));
  EXPECT_EQ(must(read_from_copy("copy-of-monday", anna_)), annas)
      << "until the epoch ends the old copy still opens: unreadable here, not final yet";

  cell_.turn_epoch();
  EXPECT_REFUSED(Code::gone, read_from_copy("copy-of-monday", anna_));
  EXPECT_REFUSED(Code::gone, read_from_copy("copy-of-monday", ben_));
  EXPECT_EQ(epoch_keys_that_open("copy-of-monday"), 0u);

  cell_.open();
  EXPECT_REFUSED(Code::gone, cell_.keyring().subject(tenant_, anna_));
  EXPECT_EQ(cell_.record_key(tenant_, ben_), bens) << "who was not erased is still there";
}

TEST_F(Promise, ACopyTakenWhileTheEpochWasTurningDiesWithTheNextOne) {
  auto job = cell_.epochs();
  must(job.open_after(1));
  must(job.rewrap(1));
  copy_to("copy-in-between");
  must(cell_.shredder().shred(tenant_, anna_, cell_.clock().now()));
  while (must(job.rewrap(100)) > 0) continue;
  must(job.snapshot());
  must(job.destroy_closed());
  EXPECT_EQ(epoch_keys_that_open("copy-in-between"), 1u) << "the epoch that was open then is still open";
  EXPECT_REFUSED(Code::gone, read_from_copy("copy-in-between", anna_)) << "her row was under the epoch that ended";

  cell_.turn_epoch();
  EXPECT_EQ(epoch_keys_that_open("copy-in-between"), 0u);
  EXPECT_REFUSED(Code::gone, read_from_copy("copy-in-between", ben_));
}

TEST_F(Promise, TheKeySnapshotOfTheLastEpochIsDeadToo) {
  must(cell_.epochs().snapshot());
  fs::copy_file(cell_.snapshot_file(), temp_.path() / "old-snapshot");
  must(cell_.shredder().shred(tenant_, anna_, cell_.clock().now()));
  cell_.turn_epoch();
  auto const file = testing::seen_from_outside(cell_.snapshot_file());
  EXPECT_FALSE(testing::holds(file, anna_.view())) << "the new one does not know her";
  EXPECT_TRUE(testing::holds(file, ben_.view()));
  EXPECT_EQ(must(cell_.seal().epochs()), std::vector<std::uint64_t>{2}) << "and nothing opens the old one";
}

TEST_F(Promise, OneEpochAfterAnotherEachCopyDiesInItsTurn) {
  auto const bens = cell_.record_key(tenant_, ben_);
  for (int day = 1; day <= 3; ++day) {
    std::string const copy = "copy-of-day-" + std::to_string(day);
    copy_to(copy);
    EXPECT_EQ(must(read_from_copy(copy, ben_)), bens);
    cell_.turn_epoch();
    EXPECT_REFUSED(Code::gone, read_from_copy(copy, ben_));
  }
  EXPECT_EQ(cell_.record_key(tenant_, ben_), bens);
}

}  // namespace
}  // namespace troth::keys

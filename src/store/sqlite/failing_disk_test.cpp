#include "store/sqlite/fault_vfs.h"
#include "store/store_fixture.h"

namespace troth::store::sqlite {
namespace {

class FailingDisk : public StoreTest {
 protected:
  void SetUp() override { open(fault_vfs()); }
  void TearDown() override { set_fault({}); }
  std::int64_t size(char const* name) const {
    return static_cast<std::int64_t>(std::filesystem::file_size(file(name)));
  }
  static WriteSet big(std::int64_t id) { return adds_item(id, tenant(1), Bytes(2u << 20, 5)); }

  /// Three sets in one group, of which the second does not fit.
  void expect_only_the_big_one_refused() {
    Hold hold(*this);
    auto first = submit(adds_item(1));
    auto second = submit(big(2));
    auto third = submit(adds_item(3));
    hold.release();
    EXPECT_TRUE(first.get());
    auto const fate = second.get();
    ASSERT_FALSE(fate);
    EXPECT_EQ(code_of(fate), Code::storage_full);
    EXPECT_TRUE(third.get());
    EXPECT_EQ(events(), items()) << "the set that is not there has no event";
    EXPECT_TRUE(store_->healthy());
    EXPECT_EQ(journal_.discards(), 2) << "the group, and the big one alone";
  }
};

TEST_F(FailingDisk, NoSpaceAtCommitCostsOnlyTheSetThatDoesNotFit) {
  ASSERT_TRUE(commit(adds_item(0)));
  set_fault({"data.db-wal", size("data.db-wal") + (512 << 10)});
  expect_only_the_big_one_refused();
  set_fault({});
  EXPECT_TRUE(commit(big(2))) << "it heals with the space";
}

TEST_F(FailingDisk, NoSpaceWithinAStepCostsOnlyTheSetThatDoesNotFit) {
  // A file of bounded pages is full while a step runs, which ends SQLite's whole transaction with all its savepoints.
  auto schema = data_schema();
  schema.push_back({"bounded", 1, "PRAGMA max_page_count=100"});
  open(nullptr, schema);
  expect_only_the_big_one_refused();
  EXPECT_EQ(journal_.drops(), 2);
}

TEST_F(FailingDisk, AFailedFsyncAtCommitStopsTheStoreForGood) {
  ASSERT_TRUE(commit(adds_item(1)));
  ASSERT_TRUE(commit(adds_item(2)));
  set_fault({"data.db-wal", INT64_MAX, 0, 1});
  EXPECT_EQ(refusal(adds_item(3)), Code::unavailable);
  EXPECT_EQ(code_of(store_->healthy()), Code::unavailable);
  set_fault({});
  EXPECT_EQ(code_of(submit(adds_item(4)).get()), Code::unavailable) << "a disk that answers again proves nothing";
  EXPECT_EQ(code_of(store_->keys().scrub()), Code::unavailable);
  EXPECT_EQ(items(), 2) << "what was acknowledged can still be read";
  open(fault_vfs());
  EXPECT_TRUE(store_->healthy());
  EXPECT_TRUE(commit(adds_item(5)));
  EXPECT_EQ(count(snapshot()->query("SELECT count(*) FROM item WHERE id IN (1, 2, 5)", {})), 3);
}

TEST_F(FailingDisk, EverythingQueuedBehindAFailedFsyncIsAnswered) {
  std::vector<std::future<Result<>>> fates;
  {
    Hold hold(*this);
    set_fault({"data.db-wal", INT64_MAX, 0, 1});
    for (int i = 0; i < 600; ++i) fates.push_back(submit(adds_item(i)));
  }
  for (auto& fate : fates) EXPECT_EQ(code_of(fate.get()), Code::unavailable);
}

TEST_F(FailingDisk, AFailedWriteAtCommitStopsTheStoreToo) {
  ASSERT_TRUE(commit(adds_item(1)));
  set_fault({"data.db-wal", INT64_MAX, 1, 0});
  EXPECT_EQ(refusal(adds_item(2)), Code::unavailable);
  EXPECT_FALSE(store_->healthy());
}

TEST_F(FailingDisk, AFailedFsyncOfTheKeysStopsTheWholeStore) {
  set_fault({"keys.db-wal", INT64_MAX, 0, 1});
  EXPECT_EQ(refusal(adds_item(1).key("INSERT INTO key (id, wrap) VALUES ($1, $2)", {1, Bytes{1}})), Code::unavailable);
  EXPECT_FALSE(store_->healthy());
  EXPECT_EQ(refusal(adds_item(2)), Code::unavailable);
}

TEST_F(FailingDisk, AFailedFsyncOfACheckpointStopsTheStore) {
  Step const add{Step::Kind::write, "INSERT INTO key (id, wrap) VALUES ($1, $2)", {{1, Bytes{1}}}};
  Hold no_pause(*this);  // in which the log would be moved before the fault is there
  ASSERT_TRUE(store_->keys().apply({add}));
  set_fault({"keys.db", INT64_MAX, 0, 1});
  EXPECT_EQ(code_of(store_->keys().scrub()), Code::unavailable);
  EXPECT_FALSE(store_->healthy());
}

TEST_F(FailingDisk, ACutOfTheKeysLogThatCannotBeMadeDurableStopsTheStore) {
  Step const add{Step::Kind::write, "INSERT INTO key (id, wrap) VALUES ($1, $2)", {{1, Bytes{1}}}};
  Hold no_pause(*this);
  ASSERT_TRUE(store_->keys().apply({add}));
  set_fault({"keys.db-wal", INT64_MAX, 0, 2});  // the checkpoint's own, then that of the cut
  EXPECT_EQ(code_of(store_->keys().scrub()), Code::unavailable);
  EXPECT_FALSE(store_->healthy());
  EXPECT_EQ(size("keys.db-wal"), 0) << "it was cut, and a power loss may bring it back";
}

TEST_F(FailingDisk, NoSpaceForKeysRefusesThatSetAlone) {
  set_fault({"keys.db-wal", size("keys.db-wal") + (256 << 10)});
  Hold hold(*this);
  auto const with_key = [](int id, std::size_t size) {
    return adds_item(id).key("INSERT INTO key (id, wrap) VALUES ($1, $2)", {id, Bytes(size, 3)});
  };
  auto small = submit(with_key(1, 32));
  auto large = submit(with_key(2, 1u << 20));
  hold.release();
  EXPECT_TRUE(small.get());
  EXPECT_EQ(code_of(large.get()), Code::storage_full);
  EXPECT_EQ(key_rows(), 1);
  EXPECT_TRUE(store_->healthy());
}

}  // namespace
}  // namespace troth::store::sqlite

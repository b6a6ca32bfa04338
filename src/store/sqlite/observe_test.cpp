#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/store_fixture.h"

namespace troth::store {
namespace {

/// Leaves a folder as a crash leaves it, the last row in the log only: dies in the answer, before any pause can begin.
[[noreturn]] void commit_and_die(std::filesystem::path const& folder, int rows) {
  auto store = open_sqlite(folder, data_schema(), key_schema());
  FakeJournal journal;
  if (!store) ::_exit(1);
  (*store)->attach(journal);
  auto& committer = (*store)->committer();
  for (int id = 1; id < rows; ++id)
    if (!committer.commit(adds_item(id), Lane::interactive)) ::_exit(2);
  auto last = committer.submit(adds_item(rows), Lane::interactive, [](Result<> fate) {
    if (fate) ::kill(::getpid(), SIGKILL);
    ::_exit(3);
  });
  for (;;) ::pause();
}

std::int64_t items_of(Reader& reader) { return count(reader.query("SELECT count(*) FROM item", {})); }

TEST(Observe, SeesWhatACrashLeftAndLeavesTheLogInPlace) {
  TempFolder folder;
  pid_t const child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) commit_and_die(folder.path(), 5);
  int status = 0;
  ::waitpid(child, &status, 0);
  ASSERT_TRUE(WIFSIGNALED(status)) << "it could not commit: " << WEXITSTATUS(status);
  auto const log = folder.path() / "data.db-wal";
  auto const before = std::filesystem::file_size(log);
  ASSERT_GT(before, 0u);
  {
    auto observer = observe_sqlite(folder.path());
    ASSERT_TRUE(observer) << observer.error().detail;
    EXPECT_EQ(items_of(**observer), 5);
    EXPECT_FALSE((*observer)->query("DELETE FROM item", {}));
  }
  EXPECT_EQ(std::filesystem::file_size(log), before);
  auto store = open_sqlite(folder.path(), data_schema(), key_schema());
  ASSERT_TRUE(store);
  EXPECT_EQ(items_of(**(*store)->snapshot()), 5);
}

TEST_F(StoreTest, AnObserverSeesCommittedRowsOfALivingStore) {
  ASSERT_TRUE(commit(adds_item(1)));
  auto observer = observe_sqlite(folder_.path());
  ASSERT_TRUE(observer);
  ASSERT_TRUE(commit(adds_item(2)));
  EXPECT_EQ(items_of(**observer), 1) << "its view is of one moment";
  auto later = observe_sqlite(folder_.path());
  ASSERT_TRUE(later);
  EXPECT_EQ(items_of(**later), 2);
}

TEST(Observe, AFolderWithoutAStoreIsRefusedAndStaysEmpty) {
  TempFolder folder;
  EXPECT_FALSE(observe_sqlite(folder.path()));
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

}  // namespace
}  // namespace troth::store

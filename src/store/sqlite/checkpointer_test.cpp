#include "store/sqlite/checkpointer.h"

#include <sqlite3.h>

#include <thread>

#include "store/sqlite/fault_vfs.h"
#include "store/store_fixture.h"

namespace troth::store::sqlite {
namespace {

class CheckpointerTest : public StoreTest {
 protected:
  void TearDown() override { set_fault({}); }

  /// Commits `count` sets of 256 KiB from several threads at once.
  int fill(int threads, int count) {
    std::atomic<int> stood = 0;
    std::vector<std::thread> writers;
    for (int t = 0; t < threads; ++t)
      writers.emplace_back([&, t] {
        for (int i = 0; i < count; ++i)
          if (commit(adds_item(t * 10'000 + i, tenant(static_cast<std::uint8_t>(t)), body(t, i)))) ++stood;
      });
    for (auto& writer : writers) writer.join();
    return stood;
  }
  static Bytes body(int thread, int number) {
    return Bytes(256u << 10, static_cast<std::uint8_t>(thread * 31 + number));
  }
  std::uintmax_t size(char const* name) { return std::filesystem::file_size(file(name)); }
  /// However slow the machine, it comes; the test only waits for it.
  template <class Condition>
  static void until(Condition const& condition) {
    while (!condition()) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
};

// Snapshots that the readers kept once held the log so that it grew for as long as there was load: 500 MB in a few
// seconds.
TEST_F(CheckpointerTest, TheLogStaysShortWhileThreeWriteAndTwoReadWithoutAPause) {
  std::uintmax_t longest = 0;
  std::atomic<bool> ended = false;
  std::thread watch([&] {
    for (; !ended; std::this_thread::sleep_for(std::chrono::milliseconds(1)))
      longest = std::max(longest, size("data.db-wal"));
  });
  std::vector<std::thread> readers;
  for (int i = 0; i < 2; ++i)
    readers.emplace_back([&] {
      while (!ended) EXPECT_GE(count(snapshot()->query("SELECT groups FROM head", {})), 0);
    });
  EXPECT_EQ(fill(3, 250), 750);  // 187 MiB
  ended = true;
  watch.join();
  for (auto& reader : readers) reader.join();
  EXPECT_GT(longest, 3u << 20);
  EXPECT_LT(longest, 128u << 20);
  EXPECT_GT(size("data.db"), 60u << 20);

  store_.reset();
  open();
  EXPECT_EQ(items(), 750);
  auto reader = snapshot();
  for (int t = 0; t < 3; ++t)
    for (int i = 0; i < 250; i += 7) {
      auto row = reader->one("SELECT body FROM item WHERE tenant_id = $1 AND id = $2",
                             {tenant(static_cast<std::uint8_t>(t)), t * 10'000 + i});
      ASSERT_TRUE(row && *row);
      EXPECT_TRUE((**row)[0].bytes() == body(t, i));
    }
  EXPECT_EQ(reader->query("PRAGMA integrity_check", {})->at(0).at(0).text(), "ok");
}

TEST_F(CheckpointerTest, ASnapshotThatIsHeldForLongOnlyMakesTheLogLonger) {
  auto held = snapshot();
  EXPECT_EQ(fill(2, 100), 200);
  EXPECT_EQ(count(held->query("SELECT count(*) FROM item", {})), 0);
  EXPECT_EQ(items(), 200);
  held.reset();
  EXPECT_EQ(fill(1, 1), 0) << "the same ids again";
  ASSERT_TRUE(commit(adds_item(77'777)));
  until([&] { return size("data.db-wal") == 0; });
  EXPECT_EQ(items(), 201);
}

TEST_F(CheckpointerTest, AFailedSyncOfTheFileFailsTheStore) {
  store_.reset();
  open(fault_vfs());
  set_fault({.file = "data.db", .failing_sync = 1});
  int const stood = fill(1, 200);
  EXPECT_LT(stood, 200);
  EXPECT_FALSE(store_->healthy());
  set_fault({});
  store_.reset();
  open();
  EXPECT_EQ(items(), stood) << "what was answered is there, and nothing else";
}

}  // namespace
}  // namespace troth::store::sqlite

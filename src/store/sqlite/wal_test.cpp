#include "store/sqlite/wal.h"

#include <sqlite3.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <thread>

#include "store/store_fixture.h"

namespace troth::store::sqlite {
namespace {

bool holds(std::filesystem::path const& file, Bytes const& needle) {
  std::ifstream in(file, std::ios::binary);
  std::string const all{std::istreambuf_iterator<char>(in), {}};
  return all.find(as_text(needle)) != std::string::npos;
}

class WalTest : public StoreTest {
 protected:
  bool on_disk(Bytes const& needle) {
    bool found = false;
    for (auto const& entry : std::filesystem::directory_iterator(folder_.path()))
      found |= entry.path().filename().string().starts_with("keys.db") && holds(entry.path(), needle);
    return found;
  }
  /// A key among others, so that its page lives on after it is gone.
  void add_keys(Bytes const& secret) {
    Step add{Step::Kind::write, "INSERT INTO key (id, wrap) VALUES ($1, $2)", {}};
    for (int id = 0; id < 100; ++id) add.each.push_back({id, id == 50 ? secret : Bytes(32, 7)});
    ASSERT_TRUE(store_->keys().apply({add}));
  }
  Result<> remove_key() { return store_->keys().apply({{Step::Kind::write, "DELETE FROM key WHERE id = $1", {{50}}}}); }
  Bytes const secret_ = [] {
    SystemRandom random;
    auto const bytes = random.bytes<32>();
    return Bytes(bytes.begin(), bytes.end());
  }();
};

TEST_F(WalTest, AfterAScrubNoFileHoldsADeletedKey) {
  add_keys(secret_);
  ASSERT_TRUE(store_->keys().scrub());
  EXPECT_TRUE(on_disk(secret_)) << "or the search below would prove nothing";
  ASSERT_TRUE(remove_key());
  ASSERT_TRUE(store_->keys().scrub());
  EXPECT_FALSE(on_disk(secret_));
  EXPECT_EQ(key_rows(), 99);
}

TEST_F(WalTest, AScrubIsNotDoneWhileAReaderElsewhereHoldsASnapshot) {
  add_keys(secret_);
  sqlite3* other = nullptr;
  ASSERT_EQ(sqlite3_open_v2(file("keys.db").c_str(), &other, SQLITE_OPEN_READONLY, nullptr), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(other, "BEGIN; SELECT count(*) FROM key", nullptr, nullptr, nullptr), SQLITE_OK);
  ASSERT_TRUE(remove_key());
  EXPECT_EQ(code_of(store_->keys().scrub()), Code::unavailable);
  EXPECT_TRUE(on_disk(secret_));
  EXPECT_TRUE(store_->healthy());
  ASSERT_EQ(sqlite3_exec(other, "COMMIT", nullptr, nullptr, nullptr), SQLITE_OK);
  EXPECT_TRUE(store_->keys().scrub());
  EXPECT_FALSE(on_disk(secret_));
  ASSERT_EQ(sqlite3_close(other), SQLITE_OK);
}

TEST_F(WalTest, ReadsOfKeysDoNotKeepAScrubWaiting) {
  add_keys(secret_);
  ASSERT_TRUE(store_->keys().query("SELECT wrap FROM key", {}));
  ASSERT_TRUE(remove_key());
  EXPECT_TRUE(store_->keys().scrub());
}

TEST_F(WalTest, APauseTruncatesTheLogOfTheData) {
  std::promise<bool> in_log;
  ASSERT_TRUE(store_->committer().submit(adds_item(1, tenant(1), secret_), Lane::interactive, [&](Result<> fate) {
    in_log.set_value(fate.has_value() && holds(file("data.db-wal"), secret_));  // no pause begins before this returns
  }));
  ASSERT_TRUE(in_log.get_future().get());
  // However slow the machine, it comes; the test only waits for it.
  while (std::filesystem::file_size(file("data.db-wal")) > 0)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  EXPECT_TRUE(holds(file("data.db"), secret_));
}

TEST_F(WalTest, ALongLogIsMovedWithoutAPause) {
  Hold hold(*this);
  std::vector<std::future<Result<>>> fates;
  auto const add = [&](int id) {
    fates.push_back(submit(adds_item(id, tenant(static_cast<std::uint8_t>(id % 4)), Bytes(3u << 20))));
  };
  for (int id = 0; id < 25; ++id) add(id);
  hold.release();
  for (auto& fate : fates) EXPECT_TRUE(fate.get());
  ASSERT_TRUE(commit(adds_item(1000)));
  // However slow the machine, it comes; the test only waits for it.
  while (std::filesystem::file_size(file("data.db")) <= 60u << 20)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
}

}  // namespace
}  // namespace troth::store::sqlite

// A server that stops fitting while the cell is open: other settings after a restart, another server after a failover.
#include "store/engine_fixture.h"

namespace troth::store::postgres {
namespace {

/// Data and keys in two clusters; the keys are reached through a folder whose name can be turned to another cluster.
class Fitness : public EngineTest {
 protected:
  void SetUp() override {
    TROTH_NEED_CLUSTER();
    cluster_ = std::make_unique<Cluster>();
    keys_ = std::make_unique<Cluster>();
    lead_keys_to(*keys_);
    place_ = {folder_.path(), cluster_->fresh(), "postgres://troth@/db1?host=" + way().string()};
    keys_->fresh();
    EngineTest::open();
    ASSERT_TRUE(commit(adds_item(1)));
    ASSERT_TRUE(store_->keys().apply({adds_key(1)}));
    ASSERT_TRUE(store_->ready());
  }
  void TearDown() override {
    EngineTest::TearDown();
    keys_.reset();
  }

  std::filesystem::path way() const { return folder_.path() / "keys"; }
  void lead_keys_to(Cluster const& cluster) const {
    std::filesystem::remove(way());
    std::filesystem::create_symlink(cluster.folder(), way());
  }
  static void restart_with(Cluster& cluster, std::string const& setting) {
    cluster.sql("postgres", "ALTER SYSTEM SET " + setting);
    cluster.stop(SIGINT);
    cluster.start();
  }
  static Step adds_key(std::int64_t id) {
    return {Step::Kind::write, "INSERT INTO key (id, wrap) VALUES ($1, $2)", {{id, Bytes{1}}}};
  }
  static WriteSet with_key(std::int64_t id) {
    return adds_item(id).key("INSERT INTO key (id, wrap) VALUES ($1, $2)", {id, Bytes{1}});
  }
  /// Neither the data nor the keys went anywhere, and the way to mend it is told.
  void expect_refused_until_mended(std::string_view word) {
    auto const ready = store_->ready();
    ASSERT_FALSE(ready);
    EXPECT_EQ(ready.error().code, Code::unavailable);
    EXPECT_NE(ready.error().message.find(word), std::string_view::npos) << ready.error().message;
    EXPECT_TRUE(store_->healthy()) << "it can be put right";
  }
  template <class Done>
  void expect_in_time(Done done) {
    auto const until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    bool on = false;
    while (!(on = done()) && std::chrono::steady_clock::now() < until)
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    EXPECT_TRUE(on) << "by itself";
  }

  std::unique_ptr<Cluster> keys_;
};

TEST_P(Fitness, DataThatWouldBeLostAreNeitherWrittenNorRead) {
  restart_with(*cluster_, "fsync = off");
  EXPECT_EQ(refusal(adds_item(2)), Code::unavailable);
  EXPECT_EQ(code_of(store_->snapshot()), Code::unavailable);
  expect_refused_until_mended("fsync");
  EXPECT_EQ(cluster_->sql("db1", "SELECT count(*) FROM item"), "1");
  restart_with(*cluster_, "fsync = on");
  expect_in_time([&] { return commit(adds_item(3)).has_value(); });
  EXPECT_TRUE(store_->ready());
  EXPECT_EQ(items(), 2);
}

TEST_P(Fitness, KeysWhoseServerBeganToArchiveAreNeitherWrittenNorRead) {
  restart_with(*keys_, "archive_mode = on");
  EXPECT_EQ(code_of(store_->keys().query("SELECT count(*) FROM key", {})), Code::unavailable);
  EXPECT_EQ(code_of(store_->keys().apply({adds_key(2)})), Code::unavailable);
  EXPECT_EQ(refusal(with_key(2)), Code::unavailable);
  EXPECT_EQ(code_of(store_->keys().scrub()), Code::unavailable);
  expect_refused_until_mended("archive_mode");
  EXPECT_EQ(keys_->sql("db1", "SELECT count(*) FROM key"), "1");
  EXPECT_EQ(items(), 1) << "the set whose key was refused";
  restart_with(*keys_, "archive_mode = off");
  expect_in_time([&] { return store_->keys().apply({adds_key(3)}).has_value(); });
  EXPECT_TRUE(store_->ready());
  EXPECT_TRUE(commit(with_key(4)));
  EXPECT_EQ(key_rows(), 3);
}

TEST_P(Fitness, KeysAreNotLookedForInTheClusterOfTheData) {
  lead_keys_to(*cluster_);
  keys_->sql("postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'db1'");
  EXPECT_EQ(code_of(store_->keys().query("SELECT count(*) FROM key", {})), Code::unavailable);
  EXPECT_EQ(code_of(store_->keys().apply({adds_key(2)})), Code::unavailable);
  EXPECT_EQ(refusal(with_key(2)), Code::unavailable);
  expect_refused_until_mended("another database");
  lead_keys_to(*keys_);
  expect_in_time([&] { return store_->keys().apply({adds_key(3)}).has_value(); });
  EXPECT_EQ(key_rows(), 2);
}

INSTANTIATE_TEST_SUITE_P(Store, Fitness, testing::Values(Engine::postgres), engine_name);

}  // namespace
}  // namespace troth::store::postgres

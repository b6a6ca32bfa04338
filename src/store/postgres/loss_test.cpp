#include <algorithm>
#include <atomic>
#include <set>
#include <thread>

#include "store/engine_fixture.h"

namespace troth::store::postgres {
namespace {

/// One store in a cluster that is broken under it.
class Loss : public EngineTest {
 protected:
  std::string database() const { return "db1"; }
  std::set<std::int64_t> stored() {
    std::set<std::int64_t> out;
    auto const rows = snapshot()->query("SELECT id FROM item", {});
    TROTH_CHECK(rows.has_value());
    for (Row const& row : *rows) out.insert(row[0].integer());
    return out;
  }
  /// What was confirmed, what nobody knows, how many were refused.
  struct Load {
    std::set<std::int64_t> confirmed, unknown;
    int refused = 0;
  };
  /// Commits with four threads while `trouble` lasts, which runs on the test's own thread, as the server ends with the
  /// thread that started it.
  template <class Trouble>
  Load load_during(Trouble trouble) {
    Load out;
    Mutex mutex;
    std::atomic<bool> enough = false;
    std::vector<std::thread> all;
    for (int t = 0; t < 4; ++t)
      all.emplace_back([&, t] {
        for (std::int64_t id = t * 1'000'000; !enough; ++id) {
          auto const fate = commit(adds_item(id));
          Lock lock(mutex);
          if (fate) {
            ++confirmed_;
            out.confirmed.insert(id);
          } else if (fate.error().code == Code::unavailable) {
            out.unknown.insert(id);
          } else {
            ++out.refused;
          }
        }
      });
    trouble();
    enough = true;
    for (auto& thread : all) thread.join();
    return out;
  }
  void expect_goes_on() {
    EXPECT_TRUE(store_->healthy());
    auto const until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    bool on = false;
    while (!on && std::chrono::steady_clock::now() < until) on = commit(adds_item(-1)).has_value();
    EXPECT_TRUE(on) << "by itself";
  }
  /// Every write that was confirmed is there, and nothing that nobody sent; each with its event.
  void expect_held(Load const& load) {
    auto const there = stored();
    EXPECT_TRUE(std::ranges::includes(there, load.confirmed));
    for (std::int64_t id : there) EXPECT_TRUE(load.confirmed.contains(id) || load.unknown.contains(id)) << id;
    EXPECT_EQ(events(), static_cast<std::int64_t>(there.size()));
    EXPECT_EQ(load.refused, 0) << "a lost connection is no conflict";
    EXPECT_GE(load.confirmed.size(), 30u);
  }
  std::atomic<int> confirmed_ = 0;
};

TEST_P(Loss, SessionsThatAreEndedMidwayCostNoConfirmedWrite) {
  auto const known = load_during([&] {
    for (int i = 0; i < 20 || (confirmed_ < 30 && i < 1000); ++i) {
      cluster_->sql("postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'db1'");
      std::this_thread::sleep_for(std::chrono::milliseconds(60));
    }
  });
  expect_held(known);
  expect_goes_on();
}

TEST_P(Loss, AServerThatCrashesAndComesBackCostsNoConfirmedWrite) {
  auto const known = load_during([&] {
    for (int i = 0; i < 3; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(300));
      cluster_->stop(SIGQUIT);
      cluster_->start();
    }
    while (confirmed_ < 30) std::this_thread::sleep_for(std::chrono::milliseconds(50));
  });
  expect_held(known);
  expect_goes_on();
}

TEST_P(Loss, WhileNobodyAnswersEverySetIsRefusedAtOnceAndNothingIsStored) {
  ASSERT_TRUE(commit(adds_item(1)));
  cluster_->stop(SIGQUIT);
  std::vector<std::future<Result<>>> fates;
  for (int id = 2; id < 300; ++id) fates.push_back(submit(adds_item(id)));
  for (auto& fate : fates) EXPECT_EQ(code_of(fate.get()), Code::unavailable);
  EXPECT_EQ(code_of(store_->snapshot()), Code::unavailable);
  EXPECT_EQ(code_of(store_->keys().query("SELECT count(*) FROM key", {})), Code::unavailable);
  EXPECT_TRUE(store_->healthy()) << "nothing is open: it can come back";
  cluster_->start();
  while (!commit(adds_item(1000))) std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_EQ(stored(), (std::set<std::int64_t>{1, 1000}));
  EXPECT_EQ(key_rows(), 0);
}

TEST_P(Loss, AProcessThatLostTheDatabaseCommitsNothingMore) {
  ASSERT_TRUE(commit(adds_item(1)));
  cluster_->sql(database(), "UPDATE store_claim SET owner = 'other'::bytea");
  EXPECT_FALSE(commit(adds_item(2)));
  EXPECT_EQ(code_of(store_->healthy()), Code::unavailable);
  EXPECT_EQ(stored(), (std::set<std::int64_t>{1}));
}

TEST_P(Loss, ADatabaseThatForgotWhatItConfirmedStopsTheStore) {
  for (int id = 0; id < 5; ++id) ASSERT_TRUE(commit(adds_item(id)));
  // As a standby does that took over before it had everything.
  cluster_->sql(database(),
                "UPDATE store_claim SET committed = committed - 1; DELETE FROM item WHERE id = 4;"
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'db1' AND pid <> "
                "pg_backend_pid()");
  EXPECT_FALSE(commit(adds_item(5)));
  EXPECT_EQ(code_of(store_->healthy()), Code::unavailable);
}

TEST_P(Loss, AConfirmedCommitWhoseAnswerIsLostIsFoundOut) {
  // The server ends the session after COMMIT is durable and before it answers: a deferred trigger cannot do that, but a
  // synchronous standby that never comes can. COMMIT then waits; ending the session leaves it standing.
  ASSERT_TRUE(commit(adds_item(1)));
  cluster_->sql("postgres", "ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
  cluster_->sql("postgres", "SELECT pg_reload_conf()");
  // The server's processes hear of it one after the other: what is committed before that is simply answered.
  std::set<std::int64_t> sent = {1};
  std::future<Result<>> fate;
  do {
    if (fate.valid()) {
      ASSERT_TRUE(fate.get());
    }
    sent.insert(static_cast<std::int64_t>(sent.size()) + 1);
    fate = submit(adds_item(*sent.rbegin()));
  } while (fate.wait_for(std::chrono::milliseconds(500)) == std::future_status::ready && sent.size() < 10'000);
  std::string const waiting = "SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND datname = 'db1'";
  auto const until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (cluster_->sql("postgres", waiting).empty() && std::chrono::steady_clock::now() < until)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_FALSE(cluster_->sql("postgres", waiting).empty()) << "or nothing is lost";
  cluster_->sql("postgres", "ALTER SYSTEM RESET synchronous_standby_names");
  cluster_->sql("postgres", "SELECT pg_terminate_backend((" + waiting + " LIMIT 1))");
  cluster_->sql("postgres", "SELECT pg_reload_conf()");
  EXPECT_TRUE(fate.get()) << "it stands, and is confirmed once";
  EXPECT_EQ(stored(), sent);
  EXPECT_EQ(events(), static_cast<std::int64_t>(sent.size()));
  EXPECT_TRUE(commit(adds_item(-1)));
}

TEST_P(Loss, AScrubIsNotDoneWhileASnapshotElsewhereKeepsTheKeyAlive) {
  Step const add{Step::Kind::write, "INSERT INTO key (id, wrap) VALUES ($1, $2)", {{1, Bytes{1}}, {2, Bytes{2}}}};
  ASSERT_TRUE(store_->keys().apply({add}));
  auto elsewhere = observe(place_, Which::keys);
  ASSERT_TRUE(elsewhere);
  ASSERT_TRUE(store_->keys().apply({{Step::Kind::write, "DELETE FROM key WHERE id = $1", {{1}}}}));
  EXPECT_EQ(code_of(store_->keys().scrub()), Code::unavailable);
  EXPECT_EQ(count((*elsewhere)->query("SELECT count(*) FROM key", {})), 2) << "or the refusal would be for nothing";
  elsewhere->reset();
  EXPECT_TRUE(store_->keys().scrub());
}

TEST_P(Loss, AnObserverFindsBytesInRowsAndDoesNotWrite) {
  ASSERT_TRUE(commit(adds_item(1, tenant(1), to_bytes(as_bytes("needle")))));
  auto found = rows_holding(place_, as_bytes("needle"));
  ASSERT_TRUE(found) << found.error().detail;
  EXPECT_EQ(*found, 1u);
  EXPECT_EQ(*rows_holding(place_, as_bytes("absent")), 0u);
  EXPECT_FALSE((*observe(place_))->query("DELETE FROM item", {}));
}

INSTANTIATE_TEST_SUITE_P(Store, Loss, testing::Values(Engine::postgres), engine_name);

}  // namespace
}  // namespace troth::store::postgres

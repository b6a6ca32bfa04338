#include <atomic>
#include <fstream>
#include <thread>

#include "store/sqlite/rule_memo.h"
#include "store/store_fixture.h"

// What a connection remembers of the rules, and the snapshot it keeps, are never older than what was answered.

namespace troth::store::sqlite {
namespace {

constinit Sql const select_rule = {"SELECT revision FROM guard WHERE id = $1", kRule};
constinit Sql const guard_rule = {"SELECT 1 FROM guard WHERE id = $1 AND revision = $2", kRule};
constinit Sql const set_rule = "UPDATE guard SET revision = $1 WHERE id = $2";
/// A lie, which tests/sql_lint.py would not let pass: it writes what a rule reads.
constinit Sql const set_rule_unseen = {"UPDATE guard SET revision = $1 WHERE id = $2", kData};
constinit Sql const place_data = {"INSERT INTO event (id, log) VALUES ($1, $2)", kData};
constinit Sql const count_groups = {"UPDATE head SET groups = groups + 1", kData};
constinit Sql const add_data = {"INSERT INTO item (tenant_id, id, body) VALUES ($1, $2, $3)", kData};

/// Its rows are data, as those of a log are.
class DataJournal final : public Journal {
 public:
  Result<> place(Writer& writer, act::Event const& event) override {
    TROTH_TRY(writer.run(place_data, {event.id, event.log}));
    return {};
  }
  Result<> place(Writer&, LogEntry const&) override { return {}; }
  void keep_set() override {}
  void drop_set() override {}
  Result<> close(Writer& writer) override {
    TROTH_TRY(writer.run(count_groups, {}));
    return {};
  }
  void committed() override {}
  void discarded() override {}
};

class RulesTest : public StoreTest {
 protected:
  void SetUp() override {
    open();
    store_->attach(data_journal_);
    ASSERT_TRUE(commit(WriteSet(event_of(tenant(1))).then("INSERT INTO guard (id, revision) VALUES ($1, $2)", {7, 1})));
  }
  std::int64_t rule(Reader& reader) { return count(reader.query(select_rule, {7})); }
  WriteSet sets(Sql sql, int revision) { return WriteSet(event_of(tenant(1))).then(sql, {revision, 7}); }
  WriteSet requires_rule(int revision) { return WriteSet(event_of(tenant(1))).require(guard_rule, {7, revision}); }
  WriteSet adds_data(int id) { return WriteSet(event_of(tenant(1))).then(add_data, {tenant(1), id, Bytes{1}}); }

  DataJournal data_journal_;
};

TEST_F(RulesTest, AChangedRuleIsSeenByTheNextSnapshotAndNotByTheOneBefore) {
  auto before = snapshot();
  EXPECT_EQ(rule(*before), 1);
  ASSERT_TRUE(commit(sets(set_rule, 2)));
  EXPECT_EQ(rule(*before), 1);
  EXPECT_EQ(rule(*snapshot()), 2);
  before.reset();
  EXPECT_EQ(rule(*snapshot()), 2);
}

TEST_F(RulesTest, RulesAreRememberedWhileOnlyDataIsWritten) {
  EXPECT_EQ(rule(*snapshot()), 1);
  ASSERT_TRUE(commit(adds_data(1)));
  ASSERT_TRUE(commit(sets(set_rule_unseen, 5)));
  EXPECT_EQ(rule(*snapshot()), 1) << "nothing is remembered, so the other tests here prove nothing";
  ASSERT_TRUE(commit(sets(set_rule, 6)));
  EXPECT_EQ(rule(*snapshot()), 6);
}

TEST_F(RulesTest, OtherParametersAreAnotherQuestion) {
  ASSERT_TRUE(commit(WriteSet(event_of(tenant(1))).then("INSERT INTO guard (id, revision) VALUES ($1, $2)", {8, 80})));
  auto reader = snapshot();
  EXPECT_EQ(rule(*reader), 1);
  EXPECT_EQ(count(reader->query(select_rule, {8})), 80);
  EXPECT_TRUE(reader->query(select_rule, {9})->empty());
}

TEST_F(RulesTest, TheCommitterForgetsItsGuardsWhenARuleChangesInTheSameGroup) {
  ASSERT_TRUE(commit(requires_rule(1)));
  ASSERT_TRUE(commit(requires_rule(1)));
  Hold hold(*this);
  auto changes = submit(sets(set_rule, 2));
  auto late = submit(requires_rule(1));
  auto in_time = submit(requires_rule(2));
  hold.release();
  EXPECT_TRUE(changes.get());
  EXPECT_EQ(code_of(late.get()), Code::conflict);
  EXPECT_TRUE(in_time.get());
}

TEST_F(RulesTest, WhatWasRolledBackWasNeverARule) {
  ASSERT_TRUE(commit(requires_rule(1)));
  Hold hold(*this);
  auto misses = submit(sets(set_rule, 2).require(guard_rule, {7, 2}).require(guard_rule, {7, 3}));
  auto stands = submit(requires_rule(1));
  auto never = submit(requires_rule(2));
  hold.release();
  EXPECT_EQ(code_of(misses.get()), Code::conflict);
  EXPECT_TRUE(stands.get());
  EXPECT_EQ(code_of(never.get()), Code::conflict);
  EXPECT_TRUE(commit(requires_rule(1)));
}

TEST_F(RulesTest, WhoWasAnsweredSeesWhatItWroteWhoeverElseReads) {
  std::atomic<bool> ended = false;
  std::atomic<std::int64_t> answered = 1, wrong = 0, reads = 0;
  auto const read = [&] {
    while (!ended) {
      std::int64_t const least = answered;
      auto reader = snapshot();
      wrong += rule(*reader) < least || count(reader->query("SELECT revision FROM guard WHERE id = $1", {7})) < least;
      ++reads;
    }
  };
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i) readers.emplace_back(read);
  for (int revision = 2; revision < 300; ++revision) {
    ASSERT_TRUE(commit(revision % 3 == 0 ? sets(set_rule, revision)
                                         : sets(set_rule, revision).then(add_data, {tenant(1), revision, Bytes{1}})));
    answered = revision;
    wrong += rule(*snapshot()) != revision;
    if (revision % 7 == 0) {
      EXPECT_TRUE(commit(adds_data(1000 + revision)));
    }
  }
  ended = true;
  for (auto& reader : readers) reader.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_GT(reads, 100);
}

TEST(RuleMemo, HoldsNoMoreThanItsBoundHoweverLongOrManyTheRules) {
  RuleMemo memo;
  auto const text = [](std::size_t size) { return Rows{{Value(std::string(size, 'x'))}}; };
  memo.keep(select_rule, {0}, 2, text(RuleMemo::kMostBytes / 4 + 1));
  EXPECT_EQ(memo.size(), 0u);
  std::size_t most = 0;
  for (int id = 0; id < 5'000; ++id) {
    memo.keep(select_rule, {id}, 2, text(id < 100 ? RuleMemo::kMostBytes / 8 : 1));
    most = std::max(most, memo.size());
    if (id < 100) {
      EXPECT_LE(memo.size(), 8u);
    }
    ASSERT_NE(memo.find(select_rule, {id}, 2), nullptr);
  }
  EXPECT_LE(most, RuleMemo::kMost);
  EXPECT_GT(most, 500u);
  EXPECT_EQ(memo.find(select_rule, {4'999}, 4), nullptr) << "of another version";
  EXPECT_EQ(memo.size(), 0u);
}

TEST_F(RulesTest, AKeptSnapshotDoesNotHoldTheLogBack) {
  ASSERT_TRUE(commit(adds_data(1)));
  EXPECT_EQ(items(), 1);  // its snapshot goes back to the pool, and nothing is committed afterwards
  while (std::filesystem::file_size(file("data.db-wal")) > 0)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  EXPECT_EQ(items(), 1);
}

}  // namespace
}  // namespace troth::store::sqlite

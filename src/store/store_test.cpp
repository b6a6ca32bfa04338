#include "store/store.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include "store/engine_fixture.h"

namespace troth::store {
namespace {

TEST_P(EngineTest, GivesBackEveryTypeAsItWasStored) {
  Bytes const body = {0, 1, 0xff, 0};
  ASSERT_TRUE(commit(adds_item(7, tenant(1), body)));
  ASSERT_TRUE(commit(adds_item(8, tenant(1), {})));
  auto rows = snapshot()->query(
      "SELECT id, body, CAST($2 AS TEXT), CAST($3 AS BYTEA), $4 FROM item WHERE tenant_id = $1 ORDER BY id",
      {tenant(1), "a\0b", ByteView(body), Value()});
  ASSERT_TRUE(rows) << rows.error().detail;
  ASSERT_EQ(rows->size(), 2u);
  EXPECT_EQ(rows->at(0)[0].integer(), 7);
  EXPECT_EQ(rows->at(0)[1].bytes(), body);
  EXPECT_EQ(rows->at(0)[2].text(), "a");
  EXPECT_EQ(rows->at(0)[3].bytes(), body);
  EXPECT_TRUE(rows->at(0)[4].is_null());
  EXPECT_EQ(rows->at(1)[1].bytes(), Bytes()) << "no bytes are not NULL";
}

TEST_P(EngineTest, WhatIsComputedIsANumber) {
  auto const computed = [&] {
    auto rows = snapshot()->query(
        "SELECT SUM(id), COUNT(*) > 1, MAX(id) IS NULL, COALESCE(MAX(id) + 1, 0), 1 FROM item WHERE tenant_id = $1",
        {tenant(1)});
    TROTH_CHECK(rows.has_value());
    return rows->at(0);
  };
  EXPECT_TRUE(computed()[0].is_null());
  EXPECT_EQ(computed()[2].integer(), 1);
  std::int64_t sum = 0;
  for (std::int64_t id : {std::int64_t{9999}, std::int64_t{1}, std::int64_t{1'000'020'000'003}, std::int64_t{-7},
                          std::int64_t{-3'000'000'000'000'000'000}, std::int64_t{6'000'000'000'000'000'000}}) {
    ASSERT_TRUE(commit(adds_item(id)));
    EXPECT_EQ(computed()[0].integer(), sum += id);
  }
  EXPECT_EQ(computed()[1].integer(), 1);
  EXPECT_EQ(computed()[2].integer(), 0);
  EXPECT_EQ(computed()[3].integer(), 6'000'000'000'000'000'001);
  EXPECT_EQ(computed()[4].integer(), 1);
}

TEST_P(EngineTest, AnEmptyOptionIsWrittenAndReadAsNull) {
  ASSERT_TRUE(commit(adds_item(1)));
  auto const matches = [&](Value wanted) {
    return count(snapshot()->query("SELECT count(*) FROM item WHERE id = COALESCE($1, 1)", {std::move(wanted)}));
  };
  EXPECT_EQ(matches(Value()), 1) << "the same statement with NULL and with a number";
  EXPECT_EQ(matches(Value(1)), 1);
  EXPECT_EQ(matches(Value(2)), 0);
  EXPECT_EQ(refusal(WriteSet(event_of(tenant(1)))
                        .then("INSERT INTO item (tenant_id, id, body) VALUES ($1, $2, $3)", {tenant(1), 2, Value()})),
            Code::invalid);
}

TEST_P(EngineTest, WhatIsAcknowledgedIsVisibleAtOnceWithItsEvent) {
  for (int id = 1; id <= 20; ++id) {
    ASSERT_TRUE(commit(adds_item(id)));
    EXPECT_EQ(items(), id);
    EXPECT_EQ(events(), id);
  }
}

TEST_P(EngineTest, NoSnapshotSeesASetWithoutItsEvent) {
  auto const difference = [&] {
    return count(snapshot()->query("SELECT (SELECT count(*) FROM item) - (SELECT count(*) FROM event)", {}));
  };
  for (int id = 0; id < 10; ++id) {
    auto fate = submit(adds_item(id));
    do EXPECT_EQ(difference(), 0);
    while (fate.wait_for(std::chrono::seconds(0)) != std::future_status::ready);
    EXPECT_TRUE(fate.get());
  }
}

TEST_P(EngineTest, ASnapshotStaysAtItsMoment) {
  ASSERT_TRUE(commit(adds_item(1)));
  auto before = snapshot();
  ASSERT_TRUE(commit(adds_item(2)));
  EXPECT_EQ(count(before->query("SELECT count(*) FROM item", {})), 1);
  EXPECT_EQ(items(), 2);
  before.reset();
  EXPECT_EQ(items(), 2) << "a connection that comes back starts anew";
}

TEST_P(EngineTest, SnapshotsAreBounded) {
  std::vector<std::unique_ptr<Reader>> open;
  for (int i = 0; i < 64; ++i) open.push_back(snapshot());
  auto refused = store_->snapshot();
  ASSERT_FALSE(refused);
  EXPECT_EQ(code_of(refused), Code::exhausted);
  open.pop_back();
  EXPECT_TRUE(store_->snapshot());
}

TEST_P(EngineTest, ASnapshotCannotWrite) {
  auto reader = snapshot();
  EXPECT_FALSE(reader->query("DELETE FROM item", {}));
}

TEST_P(EngineTest, AMissInALaterStepUndoesThatSetOnly) {
  Hold hold(*this);
  auto first = submit(adds_item(1));
  auto second = submit(adds_item(2).then("UPDATE guard SET revision = 2 WHERE id = $1", {5}, kOne, Code::gone));
  auto third = submit(adds_item(3));
  hold.release();
  EXPECT_TRUE(first.get());
  EXPECT_EQ(code_of(second.get()), Code::gone);
  EXPECT_TRUE(third.get());
  EXPECT_EQ(journal_.drops(), 1);
  EXPECT_EQ(journal_.groups().size(), 2u) << "the hold's, and one for the three";
  EXPECT_EQ(items(), 3);
  EXPECT_EQ(events(), 3) << "a set that misses leaves no event";
}

TEST_P(EngineTest, AGroupInWhichNothingStandsIsDiscarded) {
  EXPECT_EQ(refusal(adds_item(1).require("SELECT 1 FROM guard WHERE id = $1", {1})), Code::conflict);
  EXPECT_EQ(journal_.discards(), 1);
  EXPECT_EQ(journal_.groups().size(), 0u);
  EXPECT_EQ(items(), 0);
}

TEST_P(EngineTest, RequireNeedsExactlyOneRowAndTellsItsOwnCode) {
  ASSERT_TRUE(commit(adds_item(1).then_each("INSERT INTO guard (id, revision) VALUES ($1, $2)", {{1, 4}, {2, 4}})));
  EXPECT_EQ(refusal(adds_item(2).require("SELECT 1 FROM guard WHERE id = $1 AND revision = $2", {1, 3}, Code::locked)),
            Code::locked);
  EXPECT_EQ(refusal(adds_item(2).require("SELECT 1 FROM guard WHERE revision = $1", {4}, Code::gone)), Code::gone);
  EXPECT_TRUE(commit(adds_item(2).require("SELECT 1 FROM guard WHERE id = $1 AND revision = $2", {1, 4})));
  EXPECT_EQ(refusal(adds_item(3).require_each("SELECT 1 FROM guard WHERE id = $1", {{1}, {2}, {3}}, Code::not_found)),
            Code::not_found);
  EXPECT_EQ(items(), 2);
}

TEST_P(EngineTest, ThenEachRunsForEveryRowAndMissesAsAWhole) {
  std::vector<Params> many;
  for (int id = 0; id < 1000; ++id) many.push_back({tenant(1), id, Bytes{9}});
  auto const insert = [&](std::vector<Params> each) {
    return WriteSet(event_of(tenant(1)))
        .then_each("INSERT INTO item (tenant_id, id, body) VALUES ($1, $2, $3)", std::move(each));
  };
  ASSERT_TRUE(commit(insert(many)));
  EXPECT_EQ(items(), 1000);
  for (auto& params : many) params[1] = params[1].integer() + 999;  // the first of them is there already
  EXPECT_EQ(refusal(insert(many)), Code::conflict);
  EXPECT_EQ(items(), 1000);
}

TEST_P(EngineTest, AKeyThatIsThereIsTheMissOfItsStep) {
  ASSERT_TRUE(commit(adds_item(1)));
  auto again = WriteSet(event_of(tenant(1)))
                   .then("INSERT INTO item (tenant_id, id, body) VALUES ($1, $2, $3)", {tenant(1), 1, Bytes{}}, kOne,
                         Code::precondition);
  EXPECT_EQ(refusal(std::move(again)), Code::precondition);
}

TEST_P(EngineTest, AValueOfAnotherTypeIsRefusedAsInvalid) {
  auto text_for_bytes = WriteSet(event_of(tenant(1)))
                            .then("INSERT INTO item (tenant_id, id, body) VALUES ($1, $2, $3)", {tenant(1), 1, "text"});
  EXPECT_EQ(refusal(std::move(text_for_bytes)), Code::invalid);
}

TEST_P(EngineTest, ReadsOfATransactionSeeItsOwnWrites) {
  EXPECT_TRUE(commit(adds_item(1).require("SELECT 1 FROM item WHERE tenant_id = $1 AND id = $2", {tenant(1), 1})));
}

TEST_P(EngineTest, KeyRowsOfOneSetThatMissDropThatSetOnly) {
  Hold hold(*this);
  auto const with_key = [](int id, int epoch) {
    return adds_item(id).key("INSERT INTO key (id, wrap) SELECT $1, $2 FROM epoch WHERE id = $3 AND open = 1",
                             {id, Bytes{1}, epoch});
  };
  auto first = submit(with_key(1, 1));
  auto closed_epoch = submit(with_key(2, 7));
  auto keyless = submit(adds_item(3));
  auto clash = submit(with_key(1, 1));
  hold.release();
  EXPECT_TRUE(first.get());
  EXPECT_EQ(code_of(closed_epoch.get()), Code::conflict);
  EXPECT_TRUE(keyless.get());
  EXPECT_EQ(code_of(clash.get()), Code::conflict);
  EXPECT_EQ(items(), 3);
  EXPECT_EQ(key_rows(), 1);
}

TEST_P(EngineTest, KeyRowsAreThereBeforeTheData) {
  auto set = adds_item(1).key("INSERT INTO key (id, wrap) VALUES ($1, $2)", {1, Bytes{1}});
  EXPECT_EQ(refusal(std::move(set).require("SELECT 1 FROM guard", {})), Code::conflict);
  EXPECT_EQ(items(), 0);
  EXPECT_EQ(key_rows(), 1) << "inert, but durable first";
}

TEST_P(EngineTest, KeyStepsAreOneTransaction) {
  auto& keys = store_->keys();
  Step const add{Step::Kind::write, "INSERT INTO key (id, wrap) VALUES ($1, $2)", {{1, Bytes{1}}, {2, Bytes{2}}}};
  Step const absent{Step::Kind::write, "DELETE FROM key WHERE id = $1", {{3}}, kOne, Code::gone};
  EXPECT_EQ(code_of(keys.apply({add, absent})), Code::gone);
  EXPECT_EQ(key_rows(), 0);
  EXPECT_TRUE(keys.apply({add}));
  EXPECT_EQ(key_rows(), 2);
}

TEST_P(EngineTest, ManySubmittersShareCommitsAndLoseNothing) {
  constexpr int kEach = 500;
  std::vector<std::future<Result<>>> fates(4 * kEach);
  {
    Hold hold(*this);
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
      threads.emplace_back([&, t] {
        for (int i = t * kEach; i < (t + 1) * kEach; ++i)
          fates[static_cast<std::size_t>(i)] = submit(adds_item(i), i % 2 ? Lane::bulk : Lane::interactive);
      });
    for (auto& thread : threads) thread.join();
  }
  for (auto& fate : fates) EXPECT_TRUE(fate.get());
  EXPECT_EQ(items(), 4 * kEach + 1);
  EXPECT_LE(journal_.groups().size(), 12u);
  auto heads = snapshot()->query("SELECT groups FROM head", {});
  EXPECT_EQ(count(heads), static_cast<std::int64_t>(journal_.groups().size()));
}

TEST_P(EngineTest, SubmittersWhoWaitAreAllAnswered) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < 50; ++i) EXPECT_TRUE(commit(adds_item(t * 1000 + i)));
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(items(), 200);
}

TEST_P(EngineTest, BulkGetsAQuarterOfAGroupWhileOthersWait) {
  Hold hold(*this);
  std::vector<std::future<Result<>>> fates;
  for (int i = 0; i < 40; ++i) fates.push_back(submit(adds_item(i, tenant(2)), Lane::bulk));
  for (int i = 0; i < 12; ++i) fates.push_back(submit(adds_item(i, tenant(1))));
  hold.release();
  for (auto& fate : fates) EXPECT_TRUE(fate.get());
  auto const groups = journal_.groups();
  ASSERT_EQ(groups.size(), 3u);
  EXPECT_EQ(std::count(groups[1].begin(), groups[1].end(), tenant(1)), 12);
  EXPECT_EQ(std::count(groups[1].begin(), groups[1].end(), tenant(2)), 4);
  EXPECT_EQ(groups[2].size(), 36u);
}

TEST_P(EngineTest, ASetOverTheLimitsIsRefusedAtOnce) {
  auto many_steps = adds_item(1);
  for (std::size_t i = 0; i < WriteSet::kMaxSteps; ++i)
    many_steps = std::move(many_steps).then("UPDATE guard SET revision = 1 WHERE id = $1", {1}, kAny);
  EXPECT_EQ(code_of(submit(std::move(many_steps)).get()), Code::too_large);
  EXPECT_EQ(code_of(submit(adds_item(1, tenant(1), Bytes(WriteSet::kMaxBytes))).get()), Code::too_large);
  EXPECT_TRUE(commit(adds_item(1, tenant(1), Bytes(WriteSet::kMaxBytes - 1000))));
}

TEST_P(EngineTest, OneTenantsQueueFullLeavesRoomForAnother) {
  Hold hold(*this);
  std::vector<std::future<Result<>>> fates;
  for (int i = 0; i < 4096; ++i) fates.push_back(submit(adds_item(i)));
  EXPECT_EQ(code_of(submit(adds_item(5000)).get()), Code::exhausted);
  fates.push_back(submit(adds_item(5000, tenant(2))));
  hold.release();
  for (auto& fate : fates) EXPECT_TRUE(fate.get());
  EXPECT_TRUE(commit(adds_item(5000))) << "what was taken no longer counts";
}

TEST_P(EngineTest, DestroyingItFinishesWhatWasSubmitted) {
  std::vector<std::future<Result<>>> fates;
  for (int i = 0; i < 300; ++i) fates.push_back(submit(adds_item(i)));
  store_.reset();
  for (auto& fate : fates) EXPECT_TRUE(fate.get());
  open();
  EXPECT_EQ(items(), 300);
}

TEST_P(EngineTest, ASecondStoreOfTheFolderIsRefused) {
  auto second = open_stores(place_, data_schema(), key_schema());
  ASSERT_FALSE(second);
  EXPECT_EQ(code_of(second), Code::conflict);
  store_.reset();
  EXPECT_TRUE(open_stores(place_, data_schema(), key_schema()));
}

TEST_P(EngineTest, AnotherProcessIsRefusedUntilTheFirstIsGone) {
  store_.reset();
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  pid_t const child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    auto held = open_stores(place_, data_schema(), key_schema());
    char const told = held ? 'y' : 'n';
    if (::write(ready[1], &told, 1) == 1) ::pause();
    ::_exit(1);
  }
  char told = 0;
  ASSERT_EQ(::read(ready[0], &told, 1), 1);
  EXPECT_EQ(told, 'y');
  auto refused = open_stores(place_, data_schema(), key_schema());
  EXPECT_EQ(code_of(refused), Code::conflict);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  EXPECT_TRUE(open_stores(place_, data_schema(), key_schema())) << "the lock goes with the process";
  ::close(ready[0]);
  ::close(ready[1]);
}

INSTANTIATE_TEST_SUITE_P(Store, EngineTest, testing::ValuesIn(kEngines), engine_name);

}  // namespace
}  // namespace troth::store

#include "store/store.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

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

// A set is whole or not at all, on either engine: its steps, its key rows, and the code of what it missed.
#include "store/engine_fixture.h"

namespace troth::store {
namespace {

TEST_P(EngineTest, AMissInALaterStepUndoesThatSetOnly) {
  Hold hold(*this);
  auto first = submit(adds_item(1));
  auto second = submit(adds_item(2).then("UPDATE guard SET revision = 2 WHERE id = $1", {5}, kOne, Code::gone));
  auto third = submit(adds_item(3));
  hold.release();
  EXPECT_TRUE(first.get());
  EXPECT_EQ(code_of(second.get()), Code::gone);
  EXPECT_TRUE(third.get());
  EXPECT_EQ(journal_.drops(), 2) << "once in the hope that all hold, once with savepoints";
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

}  // namespace
}  // namespace troth::store

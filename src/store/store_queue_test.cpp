// Many who commit at once, on either engine: they share commits, wait in lanes, and are bounded.
#include <algorithm>
#include <thread>

#include "store/engine_fixture.h"

namespace troth::store {
namespace {

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

}  // namespace
}  // namespace troth::store

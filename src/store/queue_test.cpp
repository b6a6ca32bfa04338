#include "store/queue.h"

#include <gtest/gtest.h>

#include "store/store_fixture.h"

namespace troth::store {
namespace {

using namespace std::chrono_literals;

/// The bytes are what the submitter says they are; the queue only adds them up.
Pending pending(std::uint8_t who, std::size_t bytes) { return {WriteSet(event_of(tenant(who))), nullptr, bytes}; }

TEST(Queue, BoundsTheBytesOfATenantAndOfAll) {
  Queue queue;
  EXPECT_TRUE(queue.push(pending(1, Queue::kTenantBytes), Lane::interactive));
  EXPECT_EQ(code_of(queue.push(pending(1, 1), Lane::bulk)), Code::exhausted);
  for (std::uint8_t who = 2; who <= 4; ++who) EXPECT_TRUE(queue.push(pending(who, Queue::kTenantBytes), Lane::bulk));
  EXPECT_EQ(code_of(queue.push(pending(5, 1), Lane::interactive)), Code::exhausted);
  EXPECT_EQ(queue.take(0ms).size(), 2u) << "one of each lane; each is over the group's bytes by itself";
  EXPECT_TRUE(queue.push(pending(5, 1), Lane::interactive));
}

TEST(Queue, AGroupIsBoundedInSetsAndBytes) {
  Queue queue;
  for (int i = 0; i < 300; ++i) ASSERT_TRUE(queue.push(pending(1, 100), Lane::interactive));
  EXPECT_EQ(queue.take(0ms).size(), 256u);
  EXPECT_EQ(queue.take(0ms).size(), 44u);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(queue.push(pending(1, 4u << 20), Lane::bulk));
  EXPECT_EQ(queue.take(0ms).size(), 2u);
  EXPECT_EQ(queue.take(0ms).size(), 1u);
  EXPECT_TRUE(queue.take(0ms).empty());
}

TEST(Queue, ATrickleOfInteractiveSetsDoesNotKeepBulkOut) {
  Queue queue;
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(queue.push(pending(2, 100), Lane::bulk));
  ASSERT_TRUE(queue.push(pending(1, 100), Lane::interactive));
  auto const group = queue.take(0ms);
  ASSERT_EQ(group.size(), 2u);
  EXPECT_EQ(group[0].tenant(), tenant(1));
  EXPECT_EQ(group[1].tenant(), tenant(2));
}

/// Somebody is always there.
void others_come_until_bulk_goes(Queue& queue) {
  do ASSERT_TRUE(queue.push(pending(1, 100), Lane::interactive));
  while (queue.take(0ms).size() == 1);
}

TEST(Queue, BulkRestsThreeTimesAsLongAsItTookWhileOthersCome) {
  Queue queue;
  auto const both = [&] {
    ASSERT_TRUE(queue.push(pending(2, 100), Lane::bulk));
    ASSERT_TRUE(queue.push(pending(1, 100), Lane::interactive));
  };
  both();
  ASSERT_EQ(queue.take(0ms).size(), 2u);
  queue.took(50ms);
  both();
  auto const begun = Queue::Clock::now();
  auto alone = queue.take(0ms);
  ASSERT_EQ(alone.size(), 1u);
  EXPECT_EQ(alone[0].tenant(), tenant(1));
  queue.took(1h);  // of the others alone: no rest follows
  others_come_until_bulk_goes(queue);
  EXPECT_GE(Queue::Clock::now() - begun, 100ms);
  EXPECT_LT(Queue::Clock::now() - begun, 5s) << "but its turn comes";
}

TEST(Queue, BulkDoesNotRestLongAfterAStall) {
  Queue queue;
  ASSERT_TRUE(queue.push(pending(2, 100), Lane::bulk));
  ASSERT_EQ(queue.take(0ms).size(), 1u);
  queue.took(1h);
  ASSERT_TRUE(queue.push(pending(2, 100), Lane::bulk));
  others_come_until_bulk_goes(queue);
}

TEST(Queue, BulkWaitsForNobodyWhoIsNotThere) {
  Queue queue;
  ASSERT_TRUE(queue.push(pending(2, 100), Lane::bulk));
  ASSERT_EQ(queue.take(0ms).size(), 1u);
  queue.took(100s);
  ASSERT_TRUE(queue.push(pending(2, 100), Lane::bulk));
  auto begun = Queue::Clock::now();
  EXPECT_EQ(queue.take(0ms).size(), 1u) << "at once: nobody else has come since";
  EXPECT_LT(Queue::Clock::now() - begun, Queue::kMostRest * 9 / 10);
  queue.took(100s);
  ASSERT_TRUE(queue.push(pending(1, 100), Lane::interactive));
  ASSERT_EQ(queue.take(0ms).size(), 1u);
  ASSERT_TRUE(queue.push(pending(2, 100), Lane::bulk));
  begun = Queue::Clock::now();
  EXPECT_EQ(queue.take(0ms).size(), 1u) << "after a pause: one came, and no more";
  EXPECT_LT(Queue::Clock::now() - begun, Queue::kMostRest * 9 / 10);
}

TEST(Queue, LetsWhatIsQueuedOutAfterTheStopButNothingIn) {
  Queue queue;
  ASSERT_TRUE(queue.push(pending(1, 1), Lane::interactive));
  queue.stop();
  EXPECT_EQ(code_of(queue.push(pending(1, 1), Lane::interactive)), Code::unavailable);
  EXPECT_FALSE(queue.finished());
  EXPECT_EQ(queue.take(std::nullopt).size(), 1u);
  EXPECT_TRUE(queue.finished());
  EXPECT_TRUE(queue.take(std::nullopt).empty());
}

}  // namespace
}  // namespace troth::store

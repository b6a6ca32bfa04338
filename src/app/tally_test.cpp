#include "app/tally.h"

#include <gtest/gtest.h>

#include <thread>

namespace troth::app {
namespace {

Time const kNow = *parse_rfc3339("2026-11-22T09:30:00Z");

access::Actor actor(std::uint8_t who) {
  access::Actor out;
  out.principal = PrincipalId(PrincipalId::Array{who});
  return out;
}

TEST(Tally, LetsSixtyRefusalsAMinuteBeLoggedAndCountsTheRest) {
  Tally tally;
  for (int i = 0; i < 60; ++i) EXPECT_TRUE(tally.refusal(actor(1), kNow));
  for (int i = 0; i < 7; ++i) EXPECT_FALSE(tally.refusal(actor(1), kNow + std::chrono::seconds(i)));
  EXPECT_TRUE(tally.refusal(actor(2), kNow)) << "each principal has its own";
  auto const counts = tally.drain();
  ASSERT_EQ(counts.refusals.size(), 1u);
  EXPECT_EQ(counts.refusals[0].actor.principal, actor(1).principal);
  EXPECT_EQ(counts.refusals[0].count, 7u);
  EXPECT_EQ(counts.refusals[0].first, kNow);
  EXPECT_EQ(counts.refusals[0].last, kNow + std::chrono::seconds(6));
}

TEST(Tally, DrainsOnceAndKeepsTheWindow) {
  Tally tally;
  for (int i = 0; i < 61; ++i) (void)tally.refusal(actor(1), kNow);
  tally.stranger(act::Unlogged::framing);
  EXPECT_EQ(tally.drain().refusals.size(), 1u);
  auto const second = tally.drain();
  EXPECT_TRUE(second.refusals.empty());
  EXPECT_EQ(second.strangers, decltype(second.strangers){});
  EXPECT_FALSE(tally.refusal(actor(1), kNow)) << "a drain is no new minute";
  EXPECT_EQ(tally.drain().refusals.at(0).count, 1u);
}

TEST(Tally, CountsAgainWhatCouldNotBeLogged) {
  Tally tally;
  for (int i = 0; i < 63; ++i) (void)tally.refusal(actor(1), kNow);
  tally.stranger(act::Unlogged::framing);
  auto drained = tally.drain();
  tally.stranger(act::Unlogged::framing);
  (void)tally.refusal(actor(1), kNow + std::chrono::seconds(5));
  tally.restore(std::move(drained));
  auto const counts = tally.drain();
  EXPECT_EQ(counts.strangers[std::size_t(act::Unlogged::framing)], 2u);
  ASSERT_EQ(counts.refusals.size(), 1u);
  EXPECT_EQ(counts.refusals[0].count, 4u);
  EXPECT_EQ(counts.refusals[0].first, kNow);
  EXPECT_EQ(counts.refusals[0].last, kNow + std::chrono::seconds(5));
}

TEST(Tally, CountsStrangersByKindExactlyFromManyThreads) {
  Tally tally;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 1'000; ++i) {
        tally.stranger(act::Unlogged::unauthenticated);
        if (i % 2) tally.stranger(act::Unlogged::no_route);
        (void)tally.refusal(actor(9), kNow);
      }
    });
  for (auto& thread : threads) thread.join();
  auto const counts = tally.drain();
  EXPECT_EQ(counts.strangers[std::size_t(act::Unlogged::unauthenticated)], 4'000u);
  EXPECT_EQ(counts.strangers[std::size_t(act::Unlogged::no_route)], 2'000u);
  EXPECT_EQ(counts.strangers[std::size_t(act::Unlogged::framing)], 0u);
  EXPECT_EQ(counts.refusals.at(0).count, 4'000u - 60u);
}

TEST(Tally, SlowsASourceAfterAHundredAndTwentyFailures) {
  Tally tally;
  for (int i = 0; i < 120; ++i) EXPECT_TRUE(tally.failed_login("192.0.2." + std::to_string(i)));
  EXPECT_FALSE(tally.failed_login("192.0.2.250")) << "neighbours count together";
  EXPECT_TRUE(tally.failed_login("192.0.3.1"));
  for (int i = 0; i < 120; ++i) EXPECT_TRUE(tally.failed_login("2001:db8:1:" + std::to_string(i) + "::1"));
  EXPECT_FALSE(tally.failed_login("2001:db8:1:ffff::1"));
  EXPECT_TRUE(tally.failed_login("2001:db8:2::1"));
}

TEST(Tally, StaysBoundedUnderManySources) {
  Tally tally;
  for (int i = 0; i < 120; ++i) (void)tally.failed_login("198.51.100.1");
  EXPECT_FALSE(tally.failed_login("198.51.100.1"));
  for (std::size_t i = 0; i < Tally::kMostSources; ++i)
    (void)tally.failed_login("10." + std::to_string(i / 256) + "." + std::to_string(i % 256) + ".1");
  EXPECT_TRUE(tally.failed_login("198.51.100.1")) << "forgiven rather than grown";
}

TEST(Tally, GivesEachPrincipalSixHundredLookupsAMinute) {
  Tally tally;
  for (int i = 0; i < 600; ++i) EXPECT_TRUE(tally.lookup(actor(1).principal));
  auto const refused = tally.lookup(actor(1).principal);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::exhausted);
  EXPECT_TRUE(tally.lookup(actor(2).principal));
}

TEST(Tally, GivesEachFormSixtyRepeatsAMinute) {
  Tally tally;
  for (int i = 0; i < 60; ++i) EXPECT_TRUE(tally.form_replay(actor(1).principal));
  (void)tally.drain();
  EXPECT_EQ(tally.form_replay(actor(1).principal).error().code, Code::exhausted) << "a drain is no new minute";
  EXPECT_TRUE(tally.form_replay(actor(2).principal));
}

}  // namespace
}  // namespace troth::app

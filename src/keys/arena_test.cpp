#include "keys/arena.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <latch>
#include <thread>

#include "keys/internal/testing.h"

namespace troth::keys {
namespace {

using testing::must;

/// Looks at a slot's memory as it is, cached or not.
struct Door : Arena {
  static ByteView raw(Arena const& arena, std::size_t slot) { return (arena.*&Door::view)(slot); }
};
bool in_memory(Arena const& arena, ByteView bytes) {
  for (std::size_t i = 0; i < arena.slots(); ++i)
    if (std::ranges::equal(Door::raw(arena, i), bytes)) return true;
  return false;
}
bool all_zero(Arena const& arena) {
  for (std::size_t i = 0; i < arena.slots(); ++i)
    if (std::ranges::any_of(Door::raw(arena, i), [](auto byte) { return byte != 0; })) return false;
  return true;
}

class ArenaTest : public ::testing::Test {
 protected:
  static Address address(std::uint8_t n, std::uint32_t version = 1) {
    SubjectId::Array holder{};
    holder[15] = n;
    return {kCell, Kind::subject, SubjectId(holder), version};
  }
  static Bytes key(std::uint8_t n) { return Bytes(Arena::kSlot, n); }
  Arena::Held put(std::uint8_t n) { return must(arena_->put(address(n), key(n), now_)); }

  std::unique_ptr<Arena> arena_ = must(Arena::make(64));
  Time now_ = from_micros(1'000'000'000);
};

TEST_F(ArenaTest, GivesBackWhatWasPut) {
  put(1);
  auto held = arena_->find(address(1), now_);
  ASSERT_TRUE(held);
  EXPECT_TRUE(std::ranges::equal(held.bytes(), key(1)));
  EXPECT_FALSE(arena_->find(address(2), now_));
  EXPECT_FALSE(arena_->find(address(1, 2), now_));
}

TEST_F(ArenaTest, EvictionZeroesEveryVersionInMemory) {
  put(1);
  must(arena_->put(address(1, 2), key(2), now_));
  put(3);
  arena_->evict(address(1));
  EXPECT_FALSE(in_memory(*arena_, key(1)));
  EXPECT_FALSE(in_memory(*arena_, key(2)));
  EXPECT_TRUE(in_memory(*arena_, key(3)));
  EXPECT_FALSE(arena_->find(address(1), now_));
  arena_->evict(address(3));
  EXPECT_TRUE(all_zero(*arena_));
}

TEST_F(ArenaTest, AKeyLivesThirtySecondsAndNotLonger) {
  put(1);
  EXPECT_TRUE(arena_->find(address(1), now_ + Arena::kLife));
  EXPECT_FALSE(arena_->find(address(1), now_ + Arena::kLife + Duration(1)));
  EXPECT_TRUE(all_zero(*arena_));
}

TEST_F(ArenaTest, AClockThatWentBackEndsAKeyToo) {
  put(1);
  EXPECT_FALSE(arena_->find(address(1), now_ - Duration(1)));
}

TEST_F(ArenaTest, SweepingZeroesWhatIsPastItsTimeAndNotHeld) {
  put(1);
  auto held = put(2);
  now_ += Arena::kLife + Duration(1);
  put(3);
  arena_->sweep(now_);
  EXPECT_FALSE(in_memory(*arena_, key(1)));
  EXPECT_TRUE(in_memory(*arena_, key(2)));
  EXPECT_TRUE(in_memory(*arena_, key(3)));
  held = Arena::Held();
  arena_->sweep(now_);
  EXPECT_FALSE(in_memory(*arena_, key(2)));
}

TEST_F(ArenaTest, TheLeastRecentlyUsedGivesWay) {
  for (std::uint8_t n = 0; n < 64; ++n) put(n);
  EXPECT_TRUE(arena_->find(address(0), now_));
  put(100);
  EXPECT_TRUE(arena_->find(address(0), now_));
  EXPECT_FALSE(arena_->find(address(1), now_));
  EXPECT_FALSE(in_memory(*arena_, key(1)));
  EXPECT_TRUE(arena_->find(address(2), now_));
}

TEST_F(ArenaTest, IsExhaustedWhenAllSlotsAreHeld) {
  std::vector<Arena::Held> held;
  for (std::uint8_t n = 0; n < 64; ++n) held.push_back(put(n));
  EXPECT_REFUSED(Code::exhausted, arena_->put(address(100), key(100), now_));
  held.pop_back();
  EXPECT_TRUE(arena_->put(address(100), key(100), now_));
}

TEST_F(ArenaTest, AReplacedKeyStaysWithItsHolderAndIsThenZeroed) {
  auto old = put(1);
  auto fresh = must(arena_->put(address(1), key(9), now_));
  EXPECT_TRUE(std::ranges::equal(old.bytes(), key(1)));
  EXPECT_TRUE(std::ranges::equal(arena_->find(address(1), now_).bytes(), key(9)));
  old = Arena::Held();
  EXPECT_FALSE(in_memory(*arena_, key(1)));
  EXPECT_TRUE(std::ranges::equal(fresh.bytes(), key(9)));
}

TEST_F(ArenaTest, EvictionWaitsForEveryHolderReplacedOnesToo) {
  auto replaced = put(1);
  auto held = must(arena_->put(address(1), key(2), now_));
  std::atomic<bool> evicted = false;
  std::thread eraser([&] {
    arena_->evict(address(1));
    evicted = true;
  });
  // Until it is unlisted the eraser has not begun to wait; after that it must, for us.
  while (arena_->find(address(1), now_)) std::this_thread::yield();
  EXPECT_FALSE(evicted);
  EXPECT_TRUE(std::ranges::equal(held.bytes(), key(2)));
  held = Arena::Held();
  EXPECT_FALSE(evicted);
  replaced = Arena::Held();
  eraser.join();
  EXPECT_TRUE(all_zero(*arena_));
}

TEST_F(ArenaTest, ManyThreadsSeeWholeKeysOnly) {
  std::latch start(4);
  auto work = [&](std::uint8_t seed) {
    start.arrive_and_wait();
    for (int i = 0; i < 2000; ++i) {
      auto const n = static_cast<std::uint8_t>(1 + (i * 7 + seed) % 90);
      auto held = arena_->find(address(n), now_);
      if (!held) held = must(arena_->put(address(n), key(n), now_));
      EXPECT_TRUE(std::ranges::equal(held.bytes(), key(n)));
      held = Arena::Held();
      if (i % 50 == 0) arena_->evict(address(n));
      if (i % 97 == 0) arena_->sweep(now_);
    }
  };
  std::vector<std::thread> threads;
  for (std::uint8_t t = 0; t < 4; ++t) threads.emplace_back(work, t);
  for (auto& thread : threads) thread.join();
  for (std::uint8_t n = 1; n <= 90; ++n) arena_->evict(address(n));
  EXPECT_TRUE(all_zero(*arena_));
}

TEST(Arena, BelowTheLeastSizeIsRefused) { EXPECT_REFUSED(Code::unavailable, Arena::make(63)); }

}  // namespace
}  // namespace troth::keys

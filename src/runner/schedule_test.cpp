#include "runner/schedule.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace troth::runner {
namespace {

using std::chrono::minutes;

/// Bytes that are all the same.
class Constant final : public Random {
 public:
  explicit Constant(std::uint8_t byte) : byte_(byte) {}
  void fill(std::span<std::uint8_t> out) override { std::ranges::fill(out, byte_); }

 private:
  std::uint8_t byte_;
};

probe::Probe of(minutes window) { return {"X-1", "", "", "", "", "", window, probe::Place::live, {}, nullptr}; }

Time const kNow = from_micros(1'800'000'000'000'000);

TEST(Schedule, IsDueAtHalfOfTheWindowGiveOrTakeATenth) {
  Constant least(0), most(0xff);
  EXPECT_EQ(next_due(minutes(200), kNow, least), kNow + minutes(90));
  EXPECT_EQ(next_due(minutes(200), kNow, most), kNow + minutes(110));
  EXPECT_GT(next_due(minutes(366 * 24 * 60), kNow, most), kNow);  // no overflow for the longest window
  SystemRandom random;
  for (int i = 0; i < 100; ++i) {
    auto const due = next_due(minutes(200), kNow, random);
    EXPECT_GE(due, kNow + minutes(90));
    EXPECT_LE(due, kNow + minutes(110));
  }
}

TEST(Schedule, RunsTheShortestWindowFirstAndEachInItsTime) {
  Constant middle(0x80);
  auto const daily = of(minutes(1440)), hourly = of(minutes(60));
  Schedule schedule({&daily, &hourly}, kNow, middle);
  EXPECT_EQ(schedule.due(kNow), (std::vector<probe::Probe const*>{&hourly, &daily}));
  schedule.ended(hourly, kNow);
  schedule.ended(daily, kNow);
  EXPECT_TRUE(schedule.due(kNow + minutes(27)).empty());
  EXPECT_EQ(schedule.due(kNow + minutes(33)), (std::vector<probe::Probe const*>{&hourly}));
  EXPECT_EQ(schedule.due(kNow + minutes(1440)).size(), 2u);
}

TEST(Schedule, PutsOffWhatCouldNotBeRun) {
  Constant middle(0x80);
  auto const daily = of(minutes(1440));
  Schedule schedule({&daily}, kNow, middle);
  schedule.put_off(daily, kNow, minutes(1));
  EXPECT_TRUE(schedule.due(kNow + std::chrono::seconds(59)).empty());
  EXPECT_EQ(schedule.due(kNow + minutes(1)).size(), 1u);
}

}  // namespace
}  // namespace troth::runner

#include "app/clock_brake.h"

#include <gtest/gtest.h>

namespace troth::app {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

class ClockBrakeTest : public ::testing::Test {
 protected:
  class Hand final : public Clock {
   public:
    Time now() const override { return at; }
    Time at{};
  };
  /// Time goes by: on both, and the clock jumps besides.
  void pass(Duration time, Duration jump = {}) {
    wall_.at += time + jump;
    counted_ += time;
  }
  Hand wall_;
  Duration counted_{};
  ClockBrake brake_{wall_, [this] { return counted_; }};
};

TEST_F(ClockBrakeTest, HoldsWhileTimeGoesByHoweverLong) {
  for (int day = 0; day < 400; ++day) {
    pass(hours(24));
    EXPECT_TRUE(brake_.holds());
  }
}

TEST_F(ClockBrakeTest, MindsNoSmallCorrection) {
  pass(hours(5), minutes(40));
  EXPECT_TRUE(brake_.holds());
  EXPECT_FALSE(brake_.jumped());
}

TEST_F(ClockBrakeTest, AJumpEitherWayIsToldOnceAndCountsUntilARestart) {
  for (Duration jump : {Duration(hours(24)), Duration(-hours(24))}) {
    ClockBrake brake(wall_, [this] { return counted_; });
    pass(minutes(1), jump);
    EXPECT_FALSE(brake.holds());
    EXPECT_TRUE(brake.jumped());
    EXPECT_FALSE(brake.jumped());
    pass(minutes(1), -jump);
    EXPECT_FALSE(brake.holds()) << "a clock that came back has lied once";
  }
}

}  // namespace
}  // namespace troth::app

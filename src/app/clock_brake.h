#pragma once
#include <functional>
#include <utility>

#include "base/clock.h"

namespace troth::app {

/// Ends no retention on the word of a clock that jumped. From the start on the wall clock is compared with the
/// machine's own count of time (CLOCK_BOOTTIME, which nothing sets): once they differ by more than an hour, records
/// whose day has come stay until a restart, with which an operator accepts the time. Nothing else waits: what somebody
/// asked to have erased is erased, and epochs, tokens and idempotency rows follow the clock. One thread.
class ClockBrake {
 public:
  static constexpr Duration kMost = std::chrono::hours(1);
  using Count = std::function<Duration()>;

  explicit ClockBrake(Clock const& clock, Count count = {});
  /// Whether retention that is over by the clock may be ended. `jumped` becomes true with the call that finds it out.
  bool holds();
  bool jumped() { return std::exchange(news_, false); }

 private:
  Clock const& clock_;
  Count const count_;
  Time const began_;
  Duration const counted_;
  bool tripped_ = false, news_ = false;
};

}  // namespace troth::app

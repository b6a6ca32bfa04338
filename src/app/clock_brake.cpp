#include "app/clock_brake.h"

#include <time.h>

namespace troth::app {
namespace {

Duration since_boot() {
  timespec now{};
  ::clock_gettime(CLOCK_BOOTTIME, &now);
  return std::chrono::duration_cast<Duration>(std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec));
}

}  // namespace

ClockBrake::ClockBrake(Clock const& clock, Count count)
    : clock_(clock), count_(count ? std::move(count) : since_boot), began_(clock.now()), counted_(count_()) {}

bool ClockBrake::holds() {
  auto const drift = (clock_.now() - began_) - (count_() - counted_);
  if (!tripped_ && (drift > kMost || drift < -kMost)) tripped_ = news_ = true;
  return !tripped_;
}

}  // namespace troth::app

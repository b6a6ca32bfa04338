#pragma once
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/mutex.h"
#include "merkle/policy.h"

namespace troth::app {

/// What the cell says of its own log's standing. Written by "sealer", read by any thread.
class LogStanding {
 public:
  struct View {
    std::string policy;  ///< a tlog-policy: this cell's log keys, its witnesses, its quorum
    unsigned seal_seconds = 10;
    merkle::WitnessLevel level = merkle::WitnessLevel::none;
    std::optional<Time> cosigned_at;  ///< of the newest seal that a quorum cosigned
    std::string alarm;                ///< for people; empty: none
  };
  View view() const {
    Lock lock(mutex_);
    return view_;
  }
  void begin(std::string policy, unsigned seal_seconds) {
    Lock lock(mutex_);
    view_.policy = std::move(policy);
    view_.seal_seconds = seal_seconds;
  }
  void cosigned(merkle::WitnessLevel level, std::optional<Time> at) {
    Lock lock(mutex_);
    view_.level = level;
    if (at) view_.cosigned_at = at;
  }
  void alarm(std::string text) {
    Lock lock(mutex_);
    view_.alarm = std::move(text);
  }

 private:
  mutable Mutex mutex_;
  View view_ TROTH_GUARDED_BY(mutex_);
};

}  // namespace troth::app

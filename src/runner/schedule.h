#pragma once
#include <functional>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "probe/probe.h"

namespace troth::runner {

/// When each probe is due: at half of its window, so that one that cannot run has as long again before its evidence is
/// stale, give or take a tenth, so that nobody can tell when the next attack comes. One thread.
class Schedule {
 public:
  /// All are due at once, until `ended` says when one was run.
  Schedule(std::vector<probe::Probe const*> probes, Time now, Random& random);

  /// Those whose time has come, shortest window first.
  std::vector<probe::Probe const*> due(Time now) const;
  void ended(probe::Probe const& probe, Time at);
  /// It could not be run: again after `pause`.
  void put_off(probe::Probe const& probe, Time now, std::chrono::seconds pause);

 private:
  struct Entry {
    probe::Probe const* probe;
    Time due;
  };
  Entry& entry(probe::Probe const& probe);
  std::vector<Entry> entries_;
  Random& random_;
};

/// ended + window / 2 * (1 +- 0.1).
Time next_due(std::chrono::minutes window, Time ended, Random& random);

}  // namespace troth::runner

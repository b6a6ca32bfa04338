#include "runner/schedule.h"

#include <algorithm>

#include "base/bytes.h"
#include "base/check.h"

namespace troth::runner {

Time next_due(std::chrono::minutes window, Time ended, Random& random) {
  auto const half = std::chrono::duration_cast<Duration>(window) / 2;
  auto const drawn = read_be<std::uint16_t>(random.bytes<2>());
  // 0.9 to 1.1 of it, in steps of seconds at most; a year of microseconds times 16 bits stays far within 64.
  return ended + half * 9 / 10 + Duration(half.count() / 5 * drawn / 0xffff);
}

Schedule::Schedule(std::vector<probe::Probe const*> probes, Time now, Random& random) : random_(random) {
  std::ranges::stable_sort(probes, {}, [](auto const* probe) { return probe->window; });
  for (auto const* probe : probes) entries_.push_back({probe, now});
}

std::vector<probe::Probe const*> Schedule::due(Time now) const {
  std::vector<probe::Probe const*> out;
  for (auto const& one : entries_)
    if (one.due <= now) out.push_back(one.probe);
  return out;
}

void Schedule::ended(probe::Probe const& probe, Time at) { entry(probe).due = next_due(probe.window, at, random_); }

void Schedule::put_off(probe::Probe const& probe, Time now, std::chrono::seconds pause) {
  entry(probe).due = now + pause;
}

Schedule::Entry& Schedule::entry(probe::Probe const& probe) {
  auto const it = std::ranges::find(entries_, &probe, &Entry::probe);
  TROTH_CHECK(it != entries_.end());
  return *it;
}

}  // namespace troth::runner

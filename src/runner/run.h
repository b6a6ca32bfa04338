#pragma once
#include <functional>
#include <span>

#include "probe/scene_wiring.h"
#include "runner/outcome.h"

namespace troth::runner {

/// Where a probe runs: the wiring of its scene and, if there is one, the twin that goes with it.
struct Stage {
  probe::Scene::Wiring wiring;
  std::unique_ptr<probe::Twin> twin;
};
using Prepare = std::function<Result<Stage>()>;

struct Task {
  probe::Probe const* probe = nullptr;
  Prepare prepare;  ///< called on the thread that runs it
};

struct Limits {
  unsigned at_once = 2;
  /// The cost cap of one probe, its stage included. Over it the verdict is `error`: the cell is not asked any more, so
  /// that the probe ends soon after.
  std::chrono::milliseconds each = std::chrono::seconds(60);
};

/// Runs one probe. Never fails: what goes wrong is the verdict `error`. So is a probe that saw nothing. Pass is only:
/// it ran to its end in time, saw at least one thing, and all held. A thing that did not hold is `fail`, whatever came
/// after it.
Outcome run_one(Task const& task, Limits const& limits);

/// All of them, a few at once; `each` is called as they end, one call at a time, from any thread. The outcomes stand in
/// the order of the tasks.
std::vector<Outcome> run_all(std::span<Task const> tasks, Limits const& limits,
                             std::function<void(std::size_t, Outcome const&)> const& each);

/// SHA-256(checkpoint hash | clause id): what a probe's canaries grow from, so that evidence cannot be older than the
/// log it cites.
crypto::Digest seed_of(crypto::Digest const& checkpoint, std::string_view clause);

}  // namespace troth::runner

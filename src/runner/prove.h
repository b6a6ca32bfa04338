#pragma once
#include "merkle/manifest.h"
#include "runner/run.h"

namespace troth::runner {

/// A probe and a planted bug, and how the probe ended on the real build (green, if it can see) and with the bug (red,
/// if it looks).
struct Proof {
  std::string clause, mutant;
  Outcome real, planted;
  /// An error is red too, but only once the probe had seen something: a stage that cannot be set proves nothing.
  bool holds() const {
    bool const red = planted.verdict == Verdict::fail || (planted.verdict == Verdict::error && planted.samples() > 0);
    return real.verdict == Verdict::pass && red;
  }
};

/// What two programs were seen to do, and which they were.
struct Shown {
  crypto::Digest build{}, mutant_build{};
  std::vector<Proof> proofs;
};

/// Runs every probe on a twin of `binary` and, for each of its planted bugs, on a twin of `mutant_binary` with that
/// bug. `each` is called after each run with the number done and of how many. conflict if one of the programs is
/// another after the runs than before: then nobody knows of which the proofs are.
Result<Shown> prove(std::span<probe::Probe const* const> probes, std::filesystem::path const& binary,
                    std::filesystem::path const& mutant_binary, Limits const& limits,
                    std::function<void(std::size_t, std::size_t)> const& each);

/// What held, as a manifest of the two programs; not signed yet.
merkle::Manifest manifest_of(Shown const& shown, std::string commit);

}  // namespace troth::runner

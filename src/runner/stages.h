#pragma once
#include "runner/run.h"

namespace troth::runner {

/// A twin of its own for one probe, with two fresh tenants. Starting one costs less than sharing one would: no probe
/// can see what another left behind, and each may kill its twin or move its clock.
Prepare on_a_twin(probe::Probe const& probe, probe::Twin::Options options, crypto::Digest checkpoint = {});

}  // namespace troth::runner

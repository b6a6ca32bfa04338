#pragma once
#include "probe/run_api.h"
#include "runner/outcome.h"

namespace troth::runner {

/// The body of POST /v1/cell/probe-runs/{run}/evidence: the outcome under the clause as the run's TOM promises it, by
/// the build with this digest. At most 256 observations of 512 bytes, those that did not hold first. invalid for a
/// clause that the catalogue does not have.
Result<std::string> evidence_body(Outcome const& outcome, probe::Run const& run, crypto::Digest const& build);

}  // namespace troth::runner

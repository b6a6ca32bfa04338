#pragma once
#include <string>
#include <vector>

#include "probe/probe.h"

namespace troth::cli {

/// The named clauses, or all that this build has a probe for, in the order of the catalogue. invalid for an unknown
/// name.
Result<std::vector<probe::Probe const*>> chosen_probes(std::vector<std::string> const& names);

}  // namespace troth::cli

#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "probe/probe.h"

namespace troth::cli {

/// The named clauses, or all that this build has a probe for, in the order of the catalogue. invalid for an unknown
/// name.
Result<std::vector<probe::Probe const*>> chosen_probes(std::vector<std::string> const& names);
/// The program that runs.
Result<std::filesystem::path> own_program();
/// The build with planted bugs that lies beside it.
Result<std::filesystem::path> mutant_program();

}  // namespace troth::cli

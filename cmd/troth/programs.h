#pragma once
#include <filesystem>

#include "base/result.h"

namespace troth::cli {

/// The program that runs.
Result<std::filesystem::path> own_program();
/// What lies beside it, whether it is there or not: the build with planted bugs, and the auditor's program.
Result<std::filesystem::path> mutant_program();
Result<std::filesystem::path> verify_program();

}  // namespace troth::cli

#pragma once
#include <ostream>
#include <string>

#include "runner/outcome.h"

namespace troth::cli {

/// One line for a verdict, and for a red one what did not hold, indented.
void show(std::ostream& out, runner::Outcome const& outcome);
/// "9 passed, 1 failed, 0 without a verdict". Never a percentage.
std::string summary(std::vector<runner::Outcome> const& outcomes);
bool all_passed(std::vector<runner::Outcome> const& outcomes);
/// The whole run as one JSON object.
std::string as_json(std::vector<runner::Outcome> const& outcomes, std::string const& build);

}  // namespace troth::cli

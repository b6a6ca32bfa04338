#pragma once
#include <optional>
#include <string_view>

#include "merkle/policy.h"

namespace troth::merkle {

/// What is assumed of a witness that the policy tells only the URL of: never more than the same operator.
WitnessLevel level_of_url(std::string_view url);
/// The words of a #level line.
std::optional<WitnessLevel> level_named(std::string_view word);

}  // namespace troth::merkle

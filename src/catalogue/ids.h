#pragma once
#include <string_view>

namespace troth::catalogue {

/// The letters with which the ids of a profile begin; empty for a profile that does not exist.
std::string_view prefix_of(std::string_view profile);
/// PREFIX-[A-Z]?N[.N][a-z]?, such as TE-1.2, TE-2.2a, TE-13, LB-T3; numbers without leading zeros.
bool is_clause_id(std::string_view id, std::string_view prefix);
/// Two words or more of [a-z][a-z0-9_]*, dots between.
bool is_parameter_id(std::string_view id);

}  // namespace troth::catalogue

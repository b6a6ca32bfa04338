#pragma once
#include <string_view>

namespace troth {

/// Planted bugs, so that a probe or a crash harness can show that it is able to go red. Only the test-only build
/// (TROTH_MUTANTS) carries them, chosen at run time by the environment variable TROTH_MUTANT; that build opens only
/// folders marked by its own `init`. In every other build the condition is a constant false and its name leaves no
/// trace.
#if defined(TROTH_MUTANTS)
bool mutant_chosen(std::string_view name);
#define TROTH_MUTANT(name) ::troth::mutant_chosen(name)
inline constexpr bool kMutantBuild = true;
#else
#define TROTH_MUTANT(name) false
inline constexpr bool kMutantBuild = false;
#endif

}  // namespace troth

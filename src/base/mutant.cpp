#include "base/mutant.h"

#if defined(TROTH_MUTANTS)
#include <cstdlib>

namespace troth {
bool mutant_chosen(std::string_view name) {
  static char const* const chosen = std::getenv("TROTH_MUTANT");
  return chosen != nullptr && name == chosen;
}
}  // namespace troth
#endif

#include "commands.h"

namespace troth::cli {
int demo(DemoArguments const&) { return kFinding; }
}  // namespace troth::cli

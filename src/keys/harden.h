#pragma once
#include "base/result.h"

namespace troth::keys {

/// Before the first key is opened: no core dumps, and no other process of the same user may attach or read our memory.
Result<> harden_process();

}  // namespace troth::keys

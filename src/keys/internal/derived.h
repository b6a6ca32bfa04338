#pragma once
#include "base/secret.h"
#include "keys/address.h"

namespace troth::keys {

/// The 64 bytes that the arena caches of a key: the secrets derived from it where it guards data, itself where it wraps
/// keys. So the random key of a subject is in memory only while it is made or unwrapped.
Secret arena_slot(Kind kind, Secret const& key);

}  // namespace troth::keys

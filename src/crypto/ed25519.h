#pragma once
#include <array>

#include "base/bytes.h"
#include "base/result.h"

namespace troth::crypto {

inline constexpr std::size_t kEd25519Seed = 32;
using Ed25519Public = std::array<std::uint8_t, 32>;
using Ed25519Signature = std::array<std::uint8_t, 64>;

/// Ed25519 (RFC 8032, pure). Any thread. `seed` is the 32-byte private key.
Ed25519Public ed25519_public(ByteView seed);
Ed25519Signature ed25519_sign(ByteView seed, ByteView message);
/// corrupt unless `signature` (64 bytes) is one by this key over exactly these bytes.
Result<> ed25519_verify(Ed25519Public const& key, ByteView message, ByteView signature);

}  // namespace troth::crypto

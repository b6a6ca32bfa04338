#pragma once
#include <array>
#include <initializer_list>

#include "base/bytes.h"
#include "base/secret.h"

namespace troth::crypto {

using Digest = std::array<std::uint8_t, 32>;

/// SHA-256 of the concatenation of `parts`.
Digest sha256(std::initializer_list<ByteView> parts);
inline Digest sha256(ByteView bytes) { return sha256({bytes}); }

/// HMAC-SHA256 (RFC 2104) of the concatenation of `parts`.
Digest hmac_sha256(ByteView key, std::initializer_list<ByteView> parts);
inline Digest hmac_sha256(ByteView key, ByteView message) { return hmac_sha256(key, {message}); }

/// HKDF-SHA256 (RFC 5869), `size` bytes of at most 8160. An empty salt is the RFC's default.
Secret hkdf_sha256(ByteView key, ByteView salt, ByteView info, std::size_t size);

/// Compares in time that depends on the lengths only.
bool equal_constant_time(ByteView a, ByteView b);

}  // namespace troth::crypto

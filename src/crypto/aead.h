#pragma once
#include "base/bytes.h"
#include "base/result.h"

namespace troth::crypto {

inline constexpr std::size_t kAeadKey = 32, kAeadNonce = 12, kAeadTag = 16;

/// AES-256-GCM (NIST SP 800-38D). `nonce` is 12 bytes, random, never used twice under one key. Returns ciphertext ‖
/// tag.
Bytes aead_seal(ByteView key, ByteView nonce, ByteView aad, ByteView plaintext);
/// corrupt unless `sealed` is exactly what was sealed under this key, nonce and AAD.
Result<Bytes> aead_open(ByteView key, ByteView nonce, ByteView aad, ByteView sealed);

}  // namespace troth::crypto

#pragma once
#include "base/bytes.h"
#include "base/result.h"
#include "base/secret.h"

namespace troth::crypto {

inline constexpr std::size_t kWrapKey = 64, kWrapOverhead = 16;

/// AES-256-SIV (RFC 5297) with one AAD string: deterministic, no nonce. `key` is 64 bytes. Returns siv 16 ‖ ciphertext.
/// `aad` and `plaintext` are not empty: a key without a context, or no key at all, is never wrapped.
Bytes siv_seal(ByteView key, ByteView aad, ByteView plaintext);
/// corrupt unless key, AAD and bytes are those of the seal.
Result<Secret> siv_open(ByteView key, ByteView aad, ByteView sealed);

}  // namespace troth::crypto

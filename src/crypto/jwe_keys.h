#pragma once
#include <cstdint>
#include <string_view>

#include "base/bytes.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"

namespace troth::crypto {

/// The two curves on which we agree a key with somebody else: NIST P-256 (RFC 7518 section 6.2.1) and X25519 (RFC 8037
/// section 2).
enum class JweCurve : std::uint8_t { p256, x25519 };
inline constexpr std::size_t kJweCoordinate = 32;

/// A public key as its JWK has it: coordinates of 32 bytes; no `y` on X25519.
struct JwePublic {
  JweCurve curve = JweCurve::p256;
  Bytes x, y;
};
struct JwePrivate {
  JwePublic point;
  Secret d;
};

/// invalid for coordinates of another length, a point that is not on the curve, and one of low order, with which
/// anybody would agree on the same key.
Result<> jwe_check(JwePublic const& key);
/// A fresh pair, drawn from `random`.
JwePrivate jwe_pair(JweCurve curve, Random& random);
/// The pair of a private key: its 32 bytes, for P-256 between 1 and the order less 1; invalid otherwise.
Result<JwePrivate> jwe_pair_of(JweCurve curve, ByteView d);
/// The shared secret Z of ECDH; invalid where jwe_check would refuse the other's key, or the curves differ.
Result<Secret> jwe_agree(JwePrivate const& own, JwePublic const& other);

/// Concat KDF of RFC 7518 section 4.6.2 (NIST SP 800-56A section 5.8.1 with SHA-256): `size` bytes of key for
/// `algorithm`.
Secret jwe_derive(ByteView z, std::string_view algorithm, ByteView apu, ByteView apv, std::size_t size);

}  // namespace troth::crypto

#pragma once
#include <string>

#include "crypto/jwe_keys.h"

namespace troth::crypto {

/// A message that only the holder of one private key can open: JWE in compact form (RFC 7516 section 7.1), ECDH-ES used
/// directly and A256GCM (RFC 7518 sections 4.6 and 5.3), a fresh key pair for each (docs/formats/disclosure.md).
/// `kid` tells the recipient which key opens it. invalid for a key that jwe_check refuses.
Result<std::string> jwe_seal(JwePublic const& to, std::string_view kid, std::string_view json, Random& random);

/// The JWK of a public key, members in the order of RFC 7638 section 3.2.
std::string jwk_text(JwePublic const& key);
/// The thumbprint of RFC 7638: SHA-256 of jwk_text in base64url.
std::string jwk_thumbprint(JwePublic const& key);

}  // namespace troth::crypto

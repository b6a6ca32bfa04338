#pragma once
#include "crypto/jwe.h"
#include "http/json.h"

namespace troth::vault {

/// The public key of a recipient, as its JWK (RFC 7517) gave it.
struct RecipientKey {
  crypto::JwePublic point;
  std::string kid;  ///< the JWK's own, else its thumbprint (RFC 7638)
};

/// Reads a JWK with kty, crv, x, y, and optionally kid, use ("enc") and alg ("ECDH-ES"). Refuses private key material,
/// other curves than P-256 and X25519, other uses, points that are none and those of low order, and members it does not
/// know. `at` is the JSON pointer of the JWK.
Result<RecipientKey> parse_jwk(http::JsonValue value, std::string const& at);
/// The JWK with its kid, canonical: parse_jwk takes it again.
std::string key_text(RecipientKey const& key);

}  // namespace troth::vault

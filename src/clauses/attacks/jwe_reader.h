#pragma once
#include "crypto/jwe.h"

namespace troth::clauses {

/// Opens a compact JWE as its recipient does: ECDH-ES with A256GCM, the ephemeral key in the header (RFC 7516 section
/// 5.2, RFC 7518 section 4.6). An error for every other form and for another key.
Result<std::string> open_jwe(crypto::JwePrivate const& own, std::string const& compact);

}  // namespace troth::clauses

#pragma once
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"

namespace troth::crypto {

struct Certificate {
  std::string pem;
  Secret private_key_pem;
};

/// A self-signed X.509 v3 server certificate over a fresh P-256 key. `names` are DNS names and IP addresses (RFC 5280
/// subjectAltName); the first is the common name. For the demo and first start; a real cell brings its own.
Result<Certificate> self_signed(std::vector<std::string> const& names, Time not_before, int days);

}  // namespace troth::crypto

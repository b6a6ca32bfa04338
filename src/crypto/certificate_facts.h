#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace troth::crypto {

/// What the first certificate of a PEM file says of itself. Nothing here is a verification.
struct CertificateFacts {
  Time not_before{}, not_after{};
  std::vector<std::string> names;  ///< DNS names and IP addresses of its subjectAltName
  bool self_issued = false;        ///< issuer and subject are the same
};
/// invalid if there is no certificate in it.
Result<CertificateFacts> read_certificate(std::string_view pem);

/// Whether a private key belongs to the first certificate. invalid if either cannot be read.
Result<bool> key_fits(std::string_view certificate_pem, std::string_view key_pem);

}  // namespace troth::crypto

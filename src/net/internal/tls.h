#pragma once
#include <openssl/ssl.h>

#include <memory>
#include <string>

#include "base/result.h"
#include "base/secret.h"

namespace troth::net {

struct FreeTls {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
using TlsContext = std::unique_ptr<SSL_CTX, FreeTls>;

/// TLS 1.2 at least, 1.3 preferred; ECDHE with AEAD only; no compression, renegotiation, tickets or early data; ALPN
/// http/1.1. Errors: invalid (certificate, key, a key that is not the certificate's).
Result<TlsContext> make_tls(std::string const& certificate_pem, Secret const& private_key_pem);

}  // namespace troth::net

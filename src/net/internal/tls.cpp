#include "net/internal/tls.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <array>
#include <utility>

#include "base/mutant.h"
#include "net/listener.h"

namespace troth::net {
namespace {

template <auto Free>
struct Freer {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
using Bio = std::unique_ptr<BIO, Freer<BIO_free_all>>;
using Certificate = std::unique_ptr<X509, Freer<X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;

Error refused(std::string_view message) {
  std::array<char, 160> text = {};
  ERR_error_string_n(ERR_get_error(), text.data(), text.size());
  ERR_clear_error();
  return fail(Code::invalid, message, {}, text.data());
}

/// An encrypted key must fail, not ask at a terminal.
int no_passphrase(char*, int, int, void*) { return 0; }

Result<> use_chain(SSL_CTX* context, std::string const& pem) {
  Bio const bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  Certificate const leaf(PEM_read_bio_X509_AUX(bio.get(), nullptr, no_passphrase, nullptr));
  if (!leaf || SSL_CTX_use_certificate(context, leaf.get()) != 1) return refused("not a PEM certificate");
  for (;;) {
    Certificate issuer(PEM_read_bio_X509(bio.get(), nullptr, no_passphrase, nullptr));
    if (!issuer) break;
    if (SSL_CTX_add0_chain_cert(context, issuer.get()) != 1) return refused("the certificate chain is not usable");
    std::ignore = issuer.release();  // the context's now
  }
  if (ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE) return refused("the certificate chain is damaged");
  ERR_clear_error();
  return {};
}

Result<> use_key(SSL_CTX* context, Secret const& pem) {
  Bio const bio(BIO_new_mem_buf(pem.view().data(), static_cast<int>(pem.size())));
  Key const key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr));
  if (!key) return refused("not a PEM private key");
  if (SSL_CTX_use_PrivateKey(context, key.get()) != 1 || SSL_CTX_check_private_key(context) != 1)
    return refused("the private key is not the certificate's");
  return {};
}

/// RFC 7301 section 3.2: a client that offers protocols but not ours gets no_application_protocol; one that offers none
/// is served. Keeps a cross-protocol request (ALPACA) from reaching the parser.
int select_protocol(SSL*, unsigned char const** chosen, unsigned char* size, unsigned char const* offered,
                    unsigned length, void*) {
  static constexpr unsigned char kOurs[] = "\x08http/1.1";
  unsigned char* found = nullptr;
  if (SSL_select_next_proto(&found, size, kOurs, sizeof kOurs - 1, offered, length) != OPENSSL_NPN_NEGOTIATED)
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  *chosen = found;
  return SSL_TLSEXT_ERR_OK;
}

/// Tickets and the session cache are off: their keys would live as long as the process and undo forward secrecy.
bool harden(SSL_CTX* context) {
  SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE |
                                   SSL_OP_NO_TICKET | SSL_OP_PRIORITIZE_CHACHA);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  bool const old = TROTH_MUTANT("tls-1.1-allowed"), cbc = TROTH_MUTANT("tls-cbc-allowed");
  static_assert(kTlsFloor == 12);
  SSL_CTX_set_security_level(context, old ? 0 : 2);  // 112 bits: no RSA below 2048, no SHA-1 signature
  SSL_CTX_set_alpn_select_cb(context, select_protocol, nullptr);
  return SSL_CTX_set_num_tickets(context, 0) == 1 &&
         SSL_CTX_set_min_proto_version(context, old ? TLS1_1_VERSION : TLS1_2_VERSION) == 1 &&
         SSL_CTX_set_cipher_list(context, old || cbc ? "ECDHE+AES:ECDHE+CHACHA20" : "ECDHE+AESGCM:ECDHE+CHACHA20") ==
             1 &&
         SSL_CTX_set1_groups_list(context, "X25519:P-256:P-384") == 1;
}

}  // namespace

Result<TlsContext> make_tls(std::string const& certificate_pem, Secret const& private_key_pem) {
  ERR_clear_error();
  TlsContext context(SSL_CTX_new(TLS_server_method()));
  if (!context || !harden(context.get())) return fail(Code::unavailable, "TLS cannot be set up");
  TROTH_TRY(use_chain(context.get(), certificate_pem));
  TROTH_TRY(use_key(context.get(), private_key_pem));
  return context;
}

}  // namespace troth::net

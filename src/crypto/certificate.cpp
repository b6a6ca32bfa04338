#include "crypto/certificate.h"

#include <arpa/inet.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <algorithm>

#include "base/random.h"
#include "crypto/internal/evp.h"

namespace troth::crypto {
namespace {

using Key = Owned<EVP_PKEY, EVP_PKEY_free>;
using Cert = Owned<X509, X509_free>;

constexpr std::size_t kLongestCommonName = 64;  // RFC 5280 appendix A.1, ub-common-name
constexpr int kLongestLife = 3650;

Error openssl_failed() { return fail(Code::unavailable, "OpenSSL could not make the certificate"); }

bool is_address(std::string const& name) {
  std::uint8_t out[16];
  return inet_pton(AF_INET, name.c_str(), out) == 1 || inet_pton(AF_INET6, name.c_str(), out) == 1;
}

/// Letters, digits, '-', '.', a leading "*.": nothing that could end one entry of the extension text and begin another.
bool is_dns_name(std::string const& name) {
  std::string_view rest = name;
  if (rest.starts_with("*.")) rest.remove_prefix(2);
  auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  };
  return !rest.empty() && rest.size() <= 253 && rest.front() != '.' && std::all_of(rest.begin(), rest.end(), plain);
}

Result<std::string> alternative_names(std::vector<std::string> const& names) {
  std::string out;
  for (auto const& name : names) {
    if (!is_address(name) && !is_dns_name(name))
      return fail(Code::invalid, "a certificate name must be a DNS name or an IP address", name);
    out += (out.empty() ? "" : ",") + std::string(is_address(name) ? "IP:" : "DNS:") + name;
  }
  return out;
}

bool add_extension(X509* cert, int nid, char const* value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, cert, cert, nullptr, nullptr, 0);
  Owned<X509_EXTENSION, X509_EXTENSION_free> extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value));
  return extension && X509_add_ext(cert, extension.get(), -1) == 1;
}

/// 128 random bits below a fixed top bit: positive, 17 octets of the 20 that RFC 5280 section 4.1.2.2 allows.
bool set_serial(X509* cert) {
  auto bytes = SystemRandom().bytes<17>();
  bytes[0] = 1;
  Owned<BIGNUM, BN_free> number(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
  return number && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(cert)) != nullptr;
}

bool set_validity(X509* cert, Time not_before, int days) {
  auto from = std::chrono::floor<std::chrono::seconds>(not_before).time_since_epoch().count();
  return X509_time_adj_ex(X509_getm_notBefore(cert), 0, 0, &from) != nullptr &&
         X509_time_adj_ex(X509_getm_notAfter(cert), days, 0, &from) != nullptr;
}

bool set_names(X509* cert, std::string const& common_name) {
  X509_NAME* subject = X509_get_subject_name(cert);
  auto const* text = reinterpret_cast<unsigned char const*>(common_name.c_str());
  return X509_NAME_add_entry_by_NID(subject, NID_commonName, MBSTRING_UTF8, text, -1, -1, 0) == 1 &&
         X509_set_issuer_name(cert, subject) == 1;
}

/// CA:TRUE because the certificate is its own root: a client that is handed it as its only authority accepts it then,
/// and pathlen:0 with the server's usages keeps it from vouching for anything else of use.
bool set_extensions(X509* cert, std::string const& names) {
  return add_extension(cert, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
         add_extension(cert, NID_key_usage, "critical,digitalSignature,keyCertSign") &&
         add_extension(cert, NID_ext_key_usage, "serverAuth") &&
         add_extension(cert, NID_subject_key_identifier, "hash") &&
         add_extension(cert, NID_subject_alt_name, names.c_str());
}

/// The memory of this BIO is cleansed when it is freed.
template <class Write>
Result<Secret> written(Write write) {
  Owned<BIO, BIO_free_all> bio(BIO_new(BIO_s_secmem()));
  if (!bio || write(bio.get()) != 1) return openssl_failed();
  char* text = nullptr;
  long size = BIO_get_mem_data(bio.get(), &text);
  return Secret::copy_of(as_bytes({text, static_cast<std::size_t>(size)}));
}

}  // namespace

Result<Certificate> self_signed(std::vector<std::string> const& names, Time not_before, int days) {
  if (names.empty()) return fail(Code::invalid, "a certificate needs at least one name");
  if (names.front().size() > kLongestCommonName)
    return fail(Code::invalid, "the first certificate name is longer than 64 characters", names.front());
  if (days < 1 || days > kLongestLife) return fail(Code::invalid, "a certificate lives 1 to 3650 days");
  TROTH_TRY(auto alternatives, alternative_names(names));

  Key key(EVP_EC_gen("P-256"));
  Cert cert(X509_new());
  if (!key || !cert || X509_set_version(cert.get(), X509_VERSION_3) != 1 || !set_serial(cert.get()) ||
      !set_validity(cert.get(), not_before, days) || !set_names(cert.get(), names.front()) ||
      X509_set_pubkey(cert.get(), key.get()) != 1 || !set_extensions(cert.get(), alternatives) ||
      X509_sign(cert.get(), key.get(), EVP_sha256()) == 0)
    return openssl_failed();

  TROTH_TRY(auto pem, written([&](BIO* bio) { return PEM_write_bio_X509(bio, cert.get()); }));
  TROTH_TRY(auto private_pem, written([&](BIO* bio) {
              return PEM_write_bio_PrivateKey(bio, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
            }));
  return Certificate{std::string(as_text(pem.view())), std::move(private_pem)};
}

}  // namespace troth::crypto

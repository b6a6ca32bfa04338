#include "crypto/certificate_facts.h"

#include <arpa/inet.h>
#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <ctime>

#include "crypto/internal/evp.h"

namespace troth::crypto {
namespace {

using Cert = Owned<X509, X509_free>;
using Key = Owned<EVP_PKEY, EVP_PKEY_free>;
using Text = Owned<BIO, BIO_free_all>;

Text text_of(std::string_view pem) { return Text(BIO_new_mem_buf(pem.data(), evp_size(as_bytes(pem)))); }

Result<Cert> first_of(std::string_view pem) {
  auto const text = text_of(pem);
  Cert out(text ? PEM_read_bio_X509(text.get(), nullptr, nullptr, nullptr) : nullptr);
  if (!out) return fail(Code::invalid, "there is no certificate in the file");
  return out;
}

Result<Time> time_of(ASN1_TIME const* at) {
  std::tm fields{};
  if (ASN1_TIME_to_tm(at, &fields) != 1) return fail(Code::invalid, "a date of the certificate is none");
  return Time(std::chrono::seconds(::timegm(&fields)));
}

std::string name_of(GENERAL_NAME const* name) {
  int type = 0;
  auto const* text = static_cast<ASN1_STRING const*>(GENERAL_NAME_get0_value(name, &type));
  if (type != GEN_DNS && type != GEN_IPADD) return {};
  auto const* bytes = ASN1_STRING_get0_data(text);
  auto const size = static_cast<std::size_t>(ASN1_STRING_length(text));
  if (type == GEN_DNS) return std::string(reinterpret_cast<char const*>(bytes), size);
  char out[INET6_ADDRSTRLEN] = {};
  if (size == 4 || size == 16) ::inet_ntop(size == 4 ? AF_INET : AF_INET6, bytes, out, sizeof out);
  return out;
}

std::vector<std::string> names_of(X509 const* certificate) {
  std::vector<std::string> out;
  Owned<GENERAL_NAMES, GENERAL_NAMES_free> const names(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i)
    if (auto name = name_of(sk_GENERAL_NAME_value(names.get(), i)); !name.empty()) out.push_back(std::move(name));
  return out;
}

}  // namespace

Result<CertificateFacts> read_certificate(std::string_view pem) {
  TROTH_TRY(auto const certificate, first_of(pem));
  CertificateFacts out;
  TROTH_TRY(out.not_before, time_of(X509_get0_notBefore(certificate.get())));
  TROTH_TRY(out.not_after, time_of(X509_get0_notAfter(certificate.get())));
  out.names = names_of(certificate.get());
  out.self_issued =
      X509_NAME_cmp(X509_get_subject_name(certificate.get()), X509_get_issuer_name(certificate.get())) == 0;
  return out;
}

Result<bool> key_fits(std::string_view certificate_pem, std::string_view key_pem) {
  TROTH_TRY(auto const certificate, first_of(certificate_pem));
  auto const text = text_of(key_pem);
  auto const no_password = [](char*, int, int, void*) { return 0; };  // never asked for on a terminal
  Key const key(text ? PEM_read_bio_PrivateKey(text.get(), nullptr, no_password, nullptr) : nullptr);
  if (!key) return fail(Code::invalid, "there is no private key in the file that can be read without a password");
  return X509_check_private_key(certificate.get(), key.get()) == 1;
}

}  // namespace troth::crypto

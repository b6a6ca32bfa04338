#include "crypto/certificate.h"

#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "crypto/internal/evp.h"

namespace troth::crypto {
namespace {

using X509Ptr = Owned<X509, X509_free>;
Time const kNow = parse_rfc3339("2026-03-01T00:00:00Z").value();
std::vector<std::string> const kNames = {"vault.example.com", "*.vault.example.com", "127.0.0.1", "::1"};

Owned<BIO, BIO_free_all> bio_of(ByteView bytes) {
  return Owned<BIO, BIO_free_all>(BIO_new_mem_buf(bytes.data(), evp_size(bytes)));
}
X509Ptr read(Certificate const& certificate) {
  return X509Ptr(PEM_read_bio_X509(bio_of(as_bytes(certificate.pem)).get(), nullptr, nullptr, nullptr));
}

/// What a TLS client does that trusts this certificate alone: purpose, time and name. Returns X509_V_OK or why not.
int client_verdict(X509* cert, char const* host, char const* address, Time now) {
  Owned<X509_STORE, X509_STORE_free> store(X509_STORE_new());
  X509_STORE_add_cert(store.get(), cert);
  Owned<X509_STORE_CTX, X509_STORE_CTX_free> context(X509_STORE_CTX_new());
  X509_STORE_CTX_init(context.get(), store.get(), cert, nullptr);
  X509_STORE_CTX_set_default(context.get(), "ssl_server");
  X509_VERIFY_PARAM* param = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_time(param, std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count());
  X509_VERIFY_PARAM_set_flags(param, X509_V_FLAG_X509_STRICT);
  if (host) X509_VERIFY_PARAM_set1_host(param, host, 0);
  if (address) X509_VERIFY_PARAM_set1_ip_asc(param, address);
  X509_verify_cert(context.get());
  return X509_STORE_CTX_get_error(context.get());
}

TEST(SelfSigned, IsAcceptedByAClientThatTrustsIt) {
  auto made = self_signed(kNames, kNow, 30);
  auto cert = read(*made);
  ASSERT_TRUE(cert);
  Time later = kNow + std::chrono::hours(24 * 29);
  EXPECT_EQ(client_verdict(cert.get(), "vault.example.com", nullptr, later), X509_V_OK);
  EXPECT_EQ(client_verdict(cert.get(), "a.vault.example.com", nullptr, later), X509_V_OK);
  EXPECT_EQ(client_verdict(cert.get(), nullptr, "127.0.0.1", later), X509_V_OK);
  EXPECT_EQ(client_verdict(cert.get(), nullptr, "::1", later), X509_V_OK);
}

TEST(SelfSigned, IsRefusedForOtherNamesAndTimes) {
  auto made = self_signed(kNames, kNow, 30);
  auto cert = read(*made);
  ASSERT_TRUE(cert);
  EXPECT_EQ(client_verdict(cert.get(), "example.com", nullptr, kNow), X509_V_ERR_HOSTNAME_MISMATCH);
  EXPECT_EQ(client_verdict(cert.get(), nullptr, "127.0.0.2", kNow), X509_V_ERR_IP_ADDRESS_MISMATCH);
  auto host = "vault.example.com";
  EXPECT_EQ(client_verdict(cert.get(), host, nullptr, kNow - std::chrono::seconds(2)), X509_V_ERR_CERT_NOT_YET_VALID);
  EXPECT_EQ(client_verdict(cert.get(), host, nullptr, kNow + std::chrono::hours(24 * 30 + 1)),
            X509_V_ERR_CERT_HAS_EXPIRED);
}

TEST(SelfSigned, CarriesTheExtensionsOfAServerThatIsItsOwnRoot) {
  auto made = self_signed(kNames, kNow, 30);
  auto cert = read(*made);
  ASSERT_TRUE(cert);
  EXPECT_EQ(X509_get_version(cert.get()), X509_VERSION_3);
  EXPECT_EQ(X509_get_extended_key_usage(cert.get()), static_cast<unsigned>(XKU_SSL_SERVER));
  EXPECT_EQ(X509_get_key_usage(cert.get()), static_cast<unsigned>(KU_DIGITAL_SIGNATURE | KU_KEY_CERT_SIGN));
  EXPECT_EQ(X509_check_ca(cert.get()), 1);
  EXPECT_EQ(X509_get_pathlen(cert.get()), 0);
  EXPECT_EQ(EVP_PKEY_get_bits(X509_get0_pubkey(cert.get())), 256);
}

TEST(SelfSigned, ComesWithItsOwnKey) {
  auto made = self_signed(kNames, kNow, 30);
  auto cert = read(*made);
  Owned<EVP_PKEY, EVP_PKEY_free> key(
      PEM_read_bio_PrivateKey(bio_of(made->private_key_pem.view()).get(), nullptr, nullptr, nullptr));
  ASSERT_TRUE(cert && key);
  EXPECT_EQ(X509_check_private_key(cert.get(), key.get()), 1);
}

TEST(SelfSigned, NeverRepeatsASerialOrAKey) {
  auto one = self_signed(kNames, kNow, 30), two = self_signed(kNames, kNow, 30);
  auto a = read(*one), b = read(*two);
  ASSERT_TRUE(a && b);
  auto const* serial = X509_get0_serialNumber(a.get());
  EXPECT_EQ(ASN1_STRING_length(serial), 17);
  EXPECT_NE(ASN1_INTEGER_cmp(serial, X509_get0_serialNumber(b.get())), 0);
  EXPECT_NE(EVP_PKEY_eq(X509_get0_pubkey(a.get()), X509_get0_pubkey(b.get())), 1);
}

TEST(SelfSigned, RefusesNamesThatAreNone) {
  for (std::string bad : {"", "a b", "x,DNS:other.example.com", "under_score", "*.", ".example.com", "na\nme", "a/b"})
    EXPECT_EQ(self_signed({"example.com", bad}, kNow, 30).error().code, Code::invalid) << bad;
  EXPECT_EQ(self_signed({}, kNow, 30).error().code, Code::invalid);
  EXPECT_EQ(self_signed({std::string(65, 'a')}, kNow, 30).error().code, Code::invalid);
}

TEST(SelfSigned, RefusesALifeThatIsNone) {
  for (int days : {0, -1, 3651}) EXPECT_EQ(self_signed(kNames, kNow, days).error().code, Code::invalid) << days;
}

}  // namespace
}  // namespace troth::crypto

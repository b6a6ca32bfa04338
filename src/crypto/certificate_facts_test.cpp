#include "crypto/certificate_facts.h"

#include <gtest/gtest.h>

#include "crypto/certificate.h"

namespace troth::crypto {
namespace {

Time const kBegin = parse_rfc3339("2026-11-22T10:00:00Z").value();

TEST(CertificateFacts, WhatWasPutInComesOut) {
  auto const made = self_signed({"cell.example.com", "127.0.0.1", "::1"}, kBegin, 30).value();
  auto const facts = read_certificate(made.pem).value();
  EXPECT_EQ(facts.not_before, kBegin);
  EXPECT_EQ(facts.not_after, kBegin + std::chrono::days(30));
  EXPECT_EQ(facts.names, (std::vector<std::string>{"cell.example.com", "127.0.0.1", "::1"}));
  EXPECT_TRUE(facts.self_issued);
}

TEST(CertificateFacts, AKeyFitsItsOwnCertificateOnly) {
  auto const one = self_signed({"a.example.com"}, kBegin, 30).value();
  auto const other = self_signed({"a.example.com"}, kBegin, 30).value();
  EXPECT_TRUE(key_fits(one.pem, as_text(one.private_key_pem.view())).value());
  EXPECT_FALSE(key_fits(one.pem, as_text(other.private_key_pem.view())).value());
}

TEST(CertificateFacts, WhatIsNeitherIsRefused) {
  auto const made = self_signed({"a.example.com"}, kBegin, 30).value();
  EXPECT_FALSE(read_certificate(""));
  EXPECT_FALSE(read_certificate(as_text(made.private_key_pem.view())));
  EXPECT_FALSE(key_fits(made.pem, made.pem));
  EXPECT_FALSE(key_fits("x", as_text(made.private_key_pem.view())));
}

}  // namespace
}  // namespace troth::crypto

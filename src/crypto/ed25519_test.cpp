#include "crypto/ed25519.h"

#include <gtest/gtest.h>

#include <string>

namespace troth::crypto {
namespace {

Bytes bin(std::string const& text) { return from_hex(text).value(); }

Ed25519Public public_key(std::string const& text) {
  Ed25519Public out;
  auto bytes = bin(text);
  std::copy_n(bytes.begin(), out.size(), out.begin());
  return out;
}

// RFC 8032 section 7.1, tests 1 to 3.
struct Vector {
  std::string seed, key, message, signature;
};
Vector const kVectors[] = {
    {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
     "d25bf5f0595bbe24655141438e7a100b"},
    {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
     "387b2eaeb4302aeeb00d291612bb0c00"},
    {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
     "4a7c15e9716ed28dc027beceea1ec40a"},
};

/// The order L of the base point, little-endian (RFC 8032 section 5.1).
std::string const kOrder = "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010";

/// S + L in the second half of a signature: the same number to whoever reduces it, so not to be taken.
Bytes plus_order(Bytes signature) {
  auto order = bin(kOrder);
  unsigned carry = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    carry += static_cast<unsigned>(signature[32 + i]) + order[i];
    signature[32 + i] = static_cast<std::uint8_t>(carry);
    carry >>= 8;
  }
  return signature;
}

void expect_refused(Vector const& v, Bytes const& signature) {
  auto verdict = ed25519_verify(public_key(v.key), bin(v.message), signature);
  ASSERT_FALSE(verdict) << hex(signature);
  EXPECT_EQ(verdict.error().code, Code::corrupt);
}

TEST(Ed25519, GivesThePublishedKeysAndSignatures) {
  for (auto const& v : kVectors) {
    EXPECT_EQ(hex(ed25519_public(bin(v.seed))), v.key);
    EXPECT_EQ(hex(ed25519_sign(bin(v.seed), bin(v.message))), v.signature);
    EXPECT_TRUE(ed25519_verify(public_key(v.key), bin(v.message), bin(v.signature)));
  }
}

TEST(Ed25519, AnEmptyMessageMayBeAViewOfNothing) {
  auto const& v = kVectors[0];
  EXPECT_EQ(hex(ed25519_sign(bin(v.seed), {})), v.signature);
  EXPECT_TRUE(ed25519_verify(public_key(v.key), {}, bin(v.signature)));
}

TEST(Ed25519, RefusesEveryFlippedBit) {
  auto const& v = kVectors[2];
  for (std::size_t bit = 0; bit < 512; ++bit) {
    auto signature = bin(v.signature);
    signature[bit / 8] = static_cast<std::uint8_t>(signature[bit / 8] ^ (1u << bit % 8));
    expect_refused(v, signature);
  }
  EXPECT_FALSE(ed25519_verify(public_key(v.key), bin("af83"), bin(v.signature)));
  EXPECT_FALSE(ed25519_verify(public_key(v.key), bin("af8200"), bin(v.signature)));
  EXPECT_FALSE(ed25519_verify(public_key(kVectors[1].key), bin(v.message), bin(v.signature)));
}

TEST(Ed25519, RefusesEveryOtherLength) {
  for (auto const& v : kVectors) {
    auto whole = bin(v.signature);
    for (std::size_t size : {0, 1, 32, 63})
      expect_refused(v, Bytes(whole.begin(), whole.begin() + std::ptrdiff_t(size)));
    auto longer = whole;
    longer.push_back(0);
    expect_refused(v, longer);
  }
}

// RFC 8032 section 5.1.7 wants S below L; without that every signature has a second spelling.
TEST(Ed25519, RefusesAScalarThatIsNotReduced) {
  for (auto const& v : kVectors) {
    expect_refused(v, plus_order(bin(v.signature)));
    auto signature = bin(v.signature);
    auto order = bin(kOrder);
    std::copy(order.begin(), order.end(), signature.begin() + 32);
    expect_refused(v, signature);
    std::fill(signature.begin() + 32, signature.end(), std::uint8_t{0xff});
    expect_refused(v, signature);
  }
}

TEST(Ed25519, RefusesTrivialSignatures) {
  for (auto const& v : kVectors) {
    expect_refused(v, Bytes(64, 0));
    expect_refused(v, bin("01" + std::string(126, '0')));                               // R the neutral point, S zero
    expect_refused(v, bin("ed" + std::string(60, 'f') + "7f" + std::string(64, '0')));  // R = p: not canonical
  }
}

TEST(Ed25519, APublicKeyThatIsNoPointVerifiesNothing) {
  Ed25519Public no_point;
  no_point.fill(0xff);
  EXPECT_FALSE(ed25519_verify(no_point, {}, bin(kVectors[0].signature)));
}

}  // namespace
}  // namespace troth::crypto

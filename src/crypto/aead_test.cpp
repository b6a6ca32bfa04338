#include "crypto/aead.h"

#include <gtest/gtest.h>

#include <string>

namespace troth::crypto {
namespace {

Bytes bin(std::string const& text) { return from_hex(text).value(); }

struct Vector {
  std::string key, nonce, aad, plaintext, ciphertext, tag;
};

// McGrew and Viega, "The Galois/Counter Mode of Operation", appendix B, test cases 13 to 16 (AES-256, 96-bit IV).
std::string const kZeroKey(64, '0'), kZeroNonce(24, '0');
std::string const kKey = "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308";
std::string const kNonce = "cafebabefacedbaddecaf888";
std::string const kPlaintext =
    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
    "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255";
std::string const kCiphertext =
    "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
    "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad";

std::vector<Vector> vectors() {
  return {
      {kZeroKey, kZeroNonce, "", "", "", "530f8afbc74536b9a963b4f1c4cb738b"},
      {kZeroKey, kZeroNonce, "", std::string(32, '0'), "cea7403d4d606b6e074ec5d3baf39d18",
       "d0d1c8a799996bf0265b98b5d48ab919"},
      {kKey, kNonce, "", kPlaintext, kCiphertext, "b094dac5d93471bdec1a502270e3cc6c"},
      {kKey, kNonce, "feedfacedeadbeeffeedfacedeadbeefabaddad2", kPlaintext.substr(0, 120), kCiphertext.substr(0, 120),
       "76fc6ece0f4e1768cddf8853bb2d551b"},
  };
}

TEST(Aead, GivesThePublishedCiphertexts) {
  for (auto const& v : vectors()) {
    auto sealed = aead_seal(bin(v.key), bin(v.nonce), bin(v.aad), bin(v.plaintext));
    EXPECT_EQ(hex(sealed), v.ciphertext + v.tag);
    EXPECT_EQ(hex(aead_open(bin(v.key), bin(v.nonce), bin(v.aad), sealed).value()), v.plaintext);
  }
}

class AeadOpen : public testing::Test {
 protected:
  Bytes key = bin(kKey), nonce = bin(kNonce), aad = to_bytes(as_bytes("who, where, which"));
  Bytes sealed = aead_seal(key, nonce, aad, as_bytes("the size of the left shoe"));

  Code code() const { return aead_open(key, nonce, aad, sealed).error().code; }
};

TEST_F(AeadOpen, RefusesAnyFlippedBit) {
  for (Bytes* input : {&key, &nonce, &aad, &sealed}) {
    for (std::size_t bit = 0; bit < input->size() * 8; ++bit) {
      auto flip = static_cast<std::uint8_t>(1 << bit % 8);
      (*input)[bit / 8] ^= flip;
      EXPECT_EQ(code(), Code::corrupt) << "bit " << bit;
      (*input)[bit / 8] ^= flip;
    }
  }
  EXPECT_TRUE(aead_open(key, nonce, aad, sealed));
}

TEST_F(AeadOpen, RefusesEveryOtherLength) {
  Bytes whole = sealed;
  for (std::size_t size = 0; size < whole.size(); ++size) {
    sealed.assign(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    EXPECT_EQ(code(), Code::corrupt) << size << " bytes";
  }
  sealed = whole;
  sealed.push_back(0);
  EXPECT_EQ(code(), Code::corrupt);
}

TEST_F(AeadOpen, RefusesAadThatIsMissingOrLonger) {
  Bytes whole = aad;
  aad.clear();
  EXPECT_EQ(code(), Code::corrupt);
  aad = whole;
  aad.push_back(0);
  EXPECT_EQ(code(), Code::corrupt);
}

TEST(Aead, WorksAgainAfterARefusalOnTheSameThread) {
  auto sealed = aead_seal(bin(kKey), bin(kNonce), as_bytes("a"), as_bytes("text"));
  EXPECT_FALSE(aead_open(bin(kKey), bin(kNonce), as_bytes("b"), sealed));
  EXPECT_EQ(as_text(aead_open(bin(kKey), bin(kNonce), as_bytes("a"), sealed).value()), "text");
}

TEST(AeadDeathTest, TakesKeysAndNoncesOfOneSize) {
  EXPECT_DEATH(aead_seal(bin(kKey.substr(2)), bin(kNonce), {}, {}), "invariant");
  EXPECT_DEATH(aead_seal(bin(kKey), bin(kNonce.substr(2)), {}, {}), "invariant");
}

}  // namespace
}  // namespace troth::crypto

#include "crypto/hash.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace troth::crypto {
namespace {

Bytes bin(std::string const& text) { return from_hex(text).value(); }

// FIPS 180-4 examples as NIST publishes them, and the empty string.
TEST(Sha256, GivesThePublishedDigests) {
  EXPECT_EQ(hex(sha256(ByteView())), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(hex(sha256(as_bytes("abc"))), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hex(sha256(as_bytes("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"))),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(hex(sha256(as_bytes(std::string(1'000'000, 'a')))),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, JoinsItsParts) { EXPECT_EQ(sha256({as_bytes("a"), ByteView(), as_bytes("bc")}), sha256(as_bytes("abc"))); }

struct Mac {
  Bytes key, message;
  std::string digest;
};

// RFC 4231 sections 4.2 to 4.5, 4.7 and 4.8 (4.6 is about truncation, which is not done here).
std::vector<Mac> rfc4231() {
  auto text = [](std::string_view t) { return to_bytes(as_bytes(t)); };
  return {
      {Bytes(20, 0x0b), text("Hi There"), "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
      {text("Jefe"), text("what do ya want for nothing?"),
       "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
      {Bytes(20, 0xaa), Bytes(50, 0xdd), "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
      {bin("0102030405060708090a0b0c0d0e0f10111213141516171819"), Bytes(50, 0xcd),
       "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"},
      {Bytes(131, 0xaa), text("Test Using Larger Than Block-Size Key - Hash Key First"),
       "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
      {Bytes(131, 0xaa),
       text("This is a test using a larger than block-size key and a larger than block-size data. The key needs to be "
            "hashed before being used by the HMAC algorithm."),
       "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"},
  };
}

TEST(HmacSha256, GivesTheDigestsOfRfc4231) {
  for (auto const& mac : rfc4231()) EXPECT_EQ(hex(hmac_sha256(mac.key, mac.message)), mac.digest);
}

TEST(HmacSha256, JoinsItsPartsAndTellsKeysApart) {
  EXPECT_EQ(hmac_sha256(as_bytes("k"), {as_bytes("a"), as_bytes("bc")}), hmac_sha256(as_bytes("k"), as_bytes("abc")));
  EXPECT_NE(hmac_sha256(as_bytes("k"), as_bytes("abc")), hmac_sha256(as_bytes("l"), as_bytes("abc")));
}

// RFC 5869 appendix A.1 to A.3.
TEST(HkdfSha256, GivesTheKeysOfRfc5869) {
  Bytes key(22, 0x0b);
  EXPECT_EQ(hex(hkdf_sha256(key, bin("000102030405060708090a0b0c"), bin("f0f1f2f3f4f5f6f7f8f9"), 42).view()),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
  Bytes counting;
  for (int i = 0; i < 256; ++i) counting.push_back(static_cast<std::uint8_t>(i));
  ByteView all = counting;
  EXPECT_EQ(
      hex(hkdf_sha256(all.first(0x50), all.subspan(0x60, 0x50), all.subspan(0xb0, 0x50), 82).view()),
      "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09da3275600c2f0"
      "9b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87");
  EXPECT_EQ(hex(hkdf_sha256(key, {}, {}, 42).view()),
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
}

TEST(HkdfSha256, StopsWhereTheRfcDoes) {
  EXPECT_EQ(hkdf_sha256(as_bytes("k"), {}, {}, 8160).size(), 8160u);
  EXPECT_EQ(hkdf_sha256(as_bytes("k"), {}, {}, 0).size(), 0u);
  EXPECT_DEATH((void)hkdf_sha256(as_bytes("k"), {}, {}, 8161), "invariant");
}

TEST(EqualConstantTime, ComparesWholeViews) {
  EXPECT_TRUE(equal_constant_time({}, {}));
  EXPECT_TRUE(equal_constant_time(as_bytes("same"), as_bytes("same")));
  EXPECT_FALSE(equal_constant_time(as_bytes("same"), as_bytes("sama")));
  EXPECT_FALSE(equal_constant_time(as_bytes("same"), as_bytes("sam")));
  EXPECT_FALSE(equal_constant_time(as_bytes("same"), {}));
}

}  // namespace
}  // namespace troth::crypto

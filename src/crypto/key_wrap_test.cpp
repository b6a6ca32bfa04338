#include "crypto/key_wrap.h"

#include <gtest/gtest.h>

#include <string>

namespace troth::crypto {
namespace {

Bytes bin(std::string const& text) { return from_hex(text).value(); }

struct Vector {
  int id;
  std::string key, aad, plaintext, sealed;
};

// Project Wycheproof, aes_siv_cmac_test.json, the group of 512-bit keys, by tcId. (RFC 5297 appendix A has 256-bit keys
// only.) 326 to 334 have a chosen SIV, whose high bits must be cleared before it serves as a counter.
std::string const kCounting =
    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
    "202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f";
Vector const kVectors[] = {
    {302,
     "c25cafc6018b98dfbb79a40ec89c575a4f88c4116489bba27707479800c01302"
     "35334a45dbe8d8dae3da8dcb45bbe5dce031b0f68ded544fda7eca30d6749442",
     "deeb0ccf3aef47a296ed1ca8f4ae5907", "beec61030fa3d670337196beade6aeaa",
     "5865208eab9163db85cab9f96d846234a2626aae22f5c17c9aad4b501f4416e4"},
    {305,
     "e2c5662bb18fbb411d0304e4241db073fe60a4704fee290073513038a22b4cd5"
     "42580b2b4edbc37e3de01c0cb61abcad46986cdc491ce9e5ae5af223ff58b953",
     "fab912dec29a34aabfaef176", "0d", "1c6969ecb15741a9959b7a8492250e391a"},
    {322,
     "c0f4bede68c6ed5ad14918e2ddeced692dfd5419c04204d5b96f4ca47078b070"
     "28c6fb87b1b490d875f070bbe4d790f65e5df19947f02c9d3a4e493b542d0291",
     "b411e4d2facca67ea4a9f2a1", "2f358d4534559ac99dd71798b7925705d6f013f6b848ffe01cc86cef09d88f",
     "d27ae26dfe02e3eedf544e1b452cb0f0c9303a4e4819318315ae08839bcce558e4741817ec08dae406bbfc09f59aa9"},
    {326, kCounting, "000102030405060708090a0b0c0d0e0f", "bfa1733d07afa03cb3f2eeb81bbde037",
     "000000000000000000000000000000004ce637d6ca9cdf1c2feb0d140865cddb"},
    {328, kCounting, "000102030405060708090a0b0c0d0e0f", "404aa73280eb830afde284ba6b18d48a",
     "ffffffffffffffffffffffffffffffff0fae016c086fc20546b374c24f3ebad0"},
    {330, kCounting, "000102030405060708090a0b0c0d0e0f", "cd53e1763fbb8663afe74dc1bd443e52",
     "ffffffffffffffffffffffff7fffffff82b74728b73fc76c14b6bdb999625008"},
    {334, kCounting, "000102030405060708090a0b0c0d0e0f", "23525ec6dfb28c323340d09538b4b015",
     "fffffffffffffffffffffffffffffffe1d9a0bf851a0dca6bd0b74fecebf654a"},
};

TEST(KeyWrap, GivesThePublishedCiphertexts) {
  for (auto const& v : kVectors) {
    auto sealed = siv_seal(bin(v.key), bin(v.aad), bin(v.plaintext));
    EXPECT_EQ(hex(sealed), v.sealed) << v.id;
    EXPECT_EQ(hex(siv_open(bin(v.key), bin(v.aad), sealed).value().view()), v.plaintext) << v.id;
  }
}

class KeyWrapOpen : public testing::Test {
 protected:
  Bytes key = bin(kCounting), aad = to_bytes(as_bytes("kind, tenant, holder"));
  Bytes sealed = siv_seal(key, aad, Bytes(kWrapKey, 0x5a));

  Code code() const { return siv_open(key, aad, sealed).error().code; }
};

TEST_F(KeyWrapOpen, GivesTheKeyBack) {
  EXPECT_EQ(sealed.size(), kWrapKey + kWrapOverhead);
  EXPECT_EQ(to_bytes(siv_open(key, aad, sealed).value().view()), Bytes(kWrapKey, 0x5a));
}

TEST_F(KeyWrapOpen, RefusesAnyFlippedBit) {
  for (Bytes* input : {&key, &aad, &sealed}) {
    for (std::size_t bit = 0; bit < input->size() * 8; ++bit) {
      auto flip = static_cast<std::uint8_t>(1 << bit % 8);
      (*input)[bit / 8] ^= flip;
      EXPECT_EQ(code(), Code::corrupt) << "bit " << bit;
      (*input)[bit / 8] ^= flip;
    }
  }
  EXPECT_TRUE(siv_open(key, aad, sealed));
}

TEST_F(KeyWrapOpen, RefusesEveryOtherLength) {
  Bytes whole = sealed;
  for (std::size_t size = 0; size < whole.size(); ++size) {
    sealed.assign(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    EXPECT_EQ(code(), Code::corrupt) << size << " bytes";
  }
  sealed = whole;
  sealed.push_back(0);
  EXPECT_EQ(code(), Code::corrupt);
}

TEST_F(KeyWrapOpen, IsDeterministicAndBoundToItsContext) {
  EXPECT_EQ(siv_seal(key, aad, Bytes(kWrapKey, 0x5a)), sealed);
  EXPECT_NE(siv_seal(key, as_bytes("another"), Bytes(kWrapKey, 0x5a)), sealed);
}

TEST(KeyWrapDeathTest, WrapsNothingWithoutAContextOrAKey) {
  Bytes key = bin(kCounting);
  EXPECT_DEATH(siv_seal(key, {}, key), "invariant");
  EXPECT_DEATH(siv_seal(key, as_bytes("a"), {}), "invariant");
  EXPECT_DEATH(siv_seal(ByteView(key).first(32), as_bytes("a"), key), "invariant");
}

}  // namespace
}  // namespace troth::crypto

#include "crypto/jwe.h"

#include <gtest/gtest.h>

#include "crypto/aead.h"

namespace troth::crypto {
namespace {

Bytes bin(std::string_view text) { return from_base64url(text).value(); }

/// RFC 7518 appendix C: Alice's ephemeral key and Bob's, and what they agree on.
JwePrivate alice() { return jwe_pair_of(JweCurve::p256, bin("0_NxaRPUMQoAJt50Gz8YiTr8gRTwyEaCumd-MToTmIo")).value(); }
JwePublic bob() {
  return {JweCurve::p256, bin("weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ"),
          bin("e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck")};
}

TEST(JweKeys, DeriveWhatAppendixCOfRfc7518Says) {
  EXPECT_EQ(alice().point.x, bin("gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0"));
  EXPECT_EQ(alice().point.y, bin("SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps"));
  auto const z = jwe_agree(alice(), bob());
  ASSERT_TRUE(z);
  EXPECT_EQ(base64url(z->view()), "nlbZHYFxNdNyg0KDv4QmnPsxbqPagGpI9tqneYz-kMQ");
  auto const key = jwe_derive(z->view(), "A128GCM", as_bytes("Alice"), as_bytes("Bob"), 16);
  EXPECT_EQ(base64url(key.view()), "VqqN6vgjbSBcIijNcacQGg");
}

TEST(JweKeys, OnX25519AgreeAsRfc7748Section61Says) {
  auto const a = from_hex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a").value();
  auto const b = from_hex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb").value();
  auto const one = jwe_pair_of(JweCurve::x25519, a).value(), two = jwe_pair_of(JweCurve::x25519, b).value();
  EXPECT_EQ(hex(one.point.x), "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
  for (auto const& z : {jwe_agree(one, two.point), jwe_agree(two, one.point)})
    EXPECT_EQ(hex(z.value().view()), "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");
}

TEST(JweKeys, RefusePointsThatAreNoneAndThoseOfLowOrder) {
  EXPECT_TRUE(jwe_check(bob()));
  auto off = bob();
  off.y.back() ^= 1;
  EXPECT_FALSE(jwe_check(off));
  EXPECT_FALSE(jwe_check({JweCurve::p256, Bytes(32), Bytes(32)}));
  auto shortened = bob();
  shortened.x.pop_back();
  EXPECT_FALSE(jwe_check(shortened));
  EXPECT_FALSE(jwe_check({JweCurve::x25519, bob().x, bob().y}));
  EXPECT_TRUE(jwe_check({JweCurve::x25519, Bytes(32, 9), {}}));
  // The points of order 1, 2, 4 and 8 of Curve25519 and their other spellings (RFC 7748 section 6.1: the secret is 0).
  for (std::string_view low : {"0000000000000000000000000000000000000000000000000000000000000000",
                               "0100000000000000000000000000000000000000000000000000000000000000",
                               "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                               "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
                               "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                               "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                               "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"})
    EXPECT_FALSE(jwe_check({JweCurve::x25519, from_hex(low).value(), {}})) << low;
}

TEST(JweKeys, RefuseNumbersThatAreNoPrivateKey) {
  EXPECT_FALSE(jwe_pair_of(JweCurve::p256, Bytes(32)));
  EXPECT_FALSE(jwe_pair_of(JweCurve::p256, Bytes(32, 0xff)));
  EXPECT_FALSE(jwe_pair_of(JweCurve::x25519, Bytes(31, 1)));
  auto const other = jwe_pair_of(JweCurve::x25519, Bytes(32, 1)).value();
  EXPECT_FALSE(jwe_agree(other, bob())) << "of two curves";
}

/// The parts of a compact JWE; the test knows where its header ends.
std::vector<std::string> parts(std::string const& text) {
  std::vector<std::string> out{""};
  for (char c : text) {
    if (c == '.')
      out.emplace_back();
    else
      out.back().push_back(c);
  }
  return out;
}

/// Opens it with what the header says, read by hand.
Result<Bytes> open(JwePrivate const& own, std::string const& text) {
  auto const part = parts(text);
  std::string const header(as_text(bin(part.at(0))));
  auto coordinate = [&](std::string const& name) {
    auto const at = header.find("\"" + name + "\":\"");
    return at == header.npos ? Bytes() : bin(header.substr(at + 5, 43));
  };
  TROTH_TRY(Secret z, jwe_agree(own, {own.point.curve, coordinate("x"), coordinate("y")}));
  Bytes sealed = bin(part.at(3));
  append(sealed, bin(part.at(4)));
  return aead_open(jwe_derive(z.view(), "A256GCM", {}, {}, 32).view(), bin(part.at(2)), as_bytes(part.at(0)), sealed);
}

TEST(Jwe, OpensForTheRecipientAndForNobodyElse) {
  SystemRandom random;
  for (auto curve : {JweCurve::p256, JweCurve::x25519}) {
    auto const theirs = jwe_pair(curve, random), others = jwe_pair(curve, random);
    std::string const text = jwe_seal(theirs.point, "key-1", R"({"name":"Ada"})", random).value();
    EXPECT_EQ(parts(text).size(), 5u);
    EXPECT_EQ(parts(text).at(1), "") << "the agreed key is used directly";
    EXPECT_EQ(as_text(open(theirs, text).value()), R"({"name":"Ada"})");
    EXPECT_FALSE(open(others, text));
    EXPECT_NE(text, jwe_seal(theirs.point, "key-1", R"({"name":"Ada"})", random).value()) << "a fresh key each time";
  }
}

TEST(Jwe, BindsItsHeader) {
  SystemRandom random;
  auto const theirs = jwe_pair(JweCurve::p256, random);
  auto const a = parts(jwe_seal(theirs.point, "key-1", "{}", random).value());
  std::string header(as_text(bin(a.at(0))));
  header.replace(header.find("key-1"), 5, "key-2");
  std::string const doctored = base64url(as_bytes(header)) + ".." + a.at(2) + "." + a.at(3) + "." + a.at(4);
  EXPECT_FALSE(open(theirs, doctored));
}

TEST(Jwe, IsNotSealedForAPointThatIsNone) {
  SystemRandom random;
  EXPECT_FALSE(jwe_seal({JweCurve::x25519, Bytes(32), {}}, "key-1", "{}", random));
}

TEST(Jwk, HasTheThumbprintThatRfc8037AppendixA3WouldMakeOfItsKind) {
  JwePublic const key{
      JweCurve::x25519, from_hex("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f").value(), {}};
  EXPECT_EQ(jwk_text(key), R"({"crv":"X25519","kty":"OKP","x":"3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08"})");
  EXPECT_EQ(jwk_thumbprint(bob()).size(), 43u);
}

}  // namespace
}  // namespace troth::crypto

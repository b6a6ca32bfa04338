#include "crypto/jwe_keys.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/kdf.h>
#include <openssl/param_build.h>

#include "base/check.h"
#include "crypto/internal/evp.h"

// Coordinates and private keys are 32 bytes, big-endian on P-256 and little-endian on X25519, as their JWKs have them.

namespace troth::crypto {
namespace {

using Key = Owned<EVP_PKEY, EVP_PKEY_free>;
using KeyContext = Owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using Number = Owned<BIGNUM, BN_clear_free>;
using Group = Owned<EC_GROUP, EC_GROUP_free>;
using Point = Owned<EC_POINT, EC_POINT_free>;
using Builder = Owned<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>;
using Parameters = Owned<OSSL_PARAM, OSSL_PARAM_free>;

Number number(ByteView bytes) {
  Number out(BN_bin2bn(bytes.data(), evp_size(bytes), nullptr));
  TROTH_CHECK(out != nullptr);
  return out;
}

/// A key on P-256; none if the point is not on the curve. `d` is empty for a public key.
Key p256_key(JwePublic const& point, ByteView d) {
  Bytes encoded{0x04};  // SEC 1 section 2.3.3, uncompressed
  append(encoded, point.x);
  append(encoded, point.y);
  Builder builder(OSSL_PARAM_BLD_new());
  Number const secret = number(d);
  bool built =
      builder != nullptr &&
      OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) == 1 &&
      OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, encoded.data(), encoded.size()) == 1;
  if (!d.empty())
    built = built && OSSL_PARAM_BLD_push_BN_pad(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, secret.get(), 32) == 1;
  TROTH_CHECK(built);
  Parameters parameters(OSSL_PARAM_BLD_to_param(builder.get()));
  KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
  TROTH_CHECK(parameters && context && EVP_PKEY_fromdata_init(context.get()) == 1);
  EVP_PKEY* made = nullptr;
  int const selection = d.empty() ? EVP_PKEY_PUBLIC_KEY : EVP_PKEY_KEYPAIR;
  bool const taken = EVP_PKEY_fromdata(context.get(), &made, selection, parameters.get()) == 1;
  Key key(made);
  if (!taken) key.reset();
  return key;
}

Key public_key(JwePublic const& key) {
  if (key.curve == JweCurve::p256) return p256_key(key, {});
  return Key(EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, nullptr, key.x.data(), key.x.size()));
}

Key private_key(JwePrivate const& key) {
  Key out = key.point.curve == JweCurve::p256
                ? p256_key(key.point, key.d.view())
                : Key(EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, nullptr, key.d.view().data(), key.d.size()));
  TROTH_CHECK(out != nullptr);
  return out;
}

/// None for a number that is no private key of the curve.
std::optional<JwePublic> p256_point(ByteView d) {
  Group const group(EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1));
  TROTH_CHECK(group != nullptr);
  Number const secret = number(d);
  if (BN_is_zero(secret.get()) || BN_cmp(secret.get(), EC_GROUP_get0_order(group.get())) >= 0) return std::nullopt;
  BN_set_flags(secret.get(), BN_FLG_CONSTTIME);
  Point const point(EC_POINT_new(group.get()));
  Number const x(BN_new()), y(BN_new());
  TROTH_CHECK(point && x && y);
  TROTH_CHECK(EC_POINT_mul(group.get(), point.get(), secret.get(), nullptr, nullptr, nullptr) == 1);
  TROTH_CHECK(EC_POINT_get_affine_coordinates(group.get(), point.get(), x.get(), y.get(), nullptr) == 1);
  JwePublic out{JweCurve::p256, Bytes(kJweCoordinate), Bytes(kJweCoordinate)};
  TROTH_CHECK(BN_bn2binpad(x.get(), out.x.data(), kJweCoordinate) == kJweCoordinate);
  TROTH_CHECK(BN_bn2binpad(y.get(), out.y.data(), kJweCoordinate) == kJweCoordinate);
  return out;
}

JwePublic x25519_point(ByteView d) {
  Key const key(EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, nullptr, d.data(), d.size()));
  JwePublic out{JweCurve::x25519, Bytes(kJweCoordinate), {}};
  std::size_t size = out.x.size();
  TROTH_CHECK(key && EVP_PKEY_get_raw_public_key(key.get(), out.x.data(), &size) == 1 && size == kJweCoordinate);
  return out;
}

Error no_point() {
  ERR_clear_error();  // what a stranger sent must not be blamed on the next call of this thread
  return fail(Code::invalid, "this is no point of the curve that a key can be agreed with");
}

/// RFC 7518 section 4.6.2: a length in four bytes, then the bytes.
void append_counted(Bytes& out, ByteView bytes) {
  append_be(out, static_cast<std::uint32_t>(bytes.size()));
  append(out, bytes);
}

}  // namespace

Result<> jwe_check(JwePublic const& key) {
  bool const has_y = key.curve == JweCurve::p256;
  if (key.x.size() != kJweCoordinate || key.y.size() != (has_y ? kJweCoordinate : 0))
    return fail(Code::invalid, "a coordinate has 32 bytes");
  Bytes one(kJweCoordinate);
  one.back() = 1;
  TROTH_TRY(auto own, jwe_pair_of(key.curve, one));
  TROTH_TRY(jwe_agree(own, key));  // refuses what cannot be agreed with
  return {};
}

Result<JwePrivate> jwe_pair_of(JweCurve curve, ByteView d) {
  if (d.size() != kJweCoordinate) return fail(Code::invalid, "a private key has 32 bytes");
  auto point = curve == JweCurve::p256 ? p256_point(d) : std::optional(x25519_point(d));
  if (!point) return fail(Code::invalid, "this number is no private key of the curve");
  return JwePrivate{std::move(*point), Secret::copy_of(d)};
}

JwePrivate jwe_pair(JweCurve curve, Random& random) {
  for (;;) {  // on P-256 one number in four thousand million is none; then another is drawn
    Secret d(kJweCoordinate);
    random.fill(d.span());
    if (auto pair = jwe_pair_of(curve, d.view())) return std::move(*pair);
  }
}

Result<Secret> jwe_agree(JwePrivate const& own, JwePublic const& other) {
  if (own.point.curve != other.curve) return fail(Code::invalid, "the keys are of two curves");
  Key const mine = private_key(own), theirs = public_key(other);
  if (!theirs) return no_point();
  KeyContext const context(EVP_PKEY_CTX_new_from_pkey(nullptr, mine.get(), nullptr));
  TROTH_CHECK(context && EVP_PKEY_derive_init(context.get()) == 1);
  Secret out(kJweCoordinate);
  std::size_t size = out.size();
  // The first checks that the point is on the curve, the second that the secret is not all zeros (RFC 7748 section 6).
  bool const agreed = EVP_PKEY_derive_set_peer(context.get(), theirs.get()) == 1 &&
                      EVP_PKEY_derive(context.get(), out.span().data(), &size) == 1 && size == kJweCoordinate;
  if (!agreed) return no_point();
  return out;
}

Secret jwe_derive(ByteView z, std::string_view algorithm, ByteView apu, ByteView apv, std::size_t size) {
  Bytes info;
  append_counted(info, as_bytes(algorithm));
  append_counted(info, apu);
  append_counted(info, apv);
  append_be(info, static_cast<std::uint32_t>(size * 8));
  static EVP_KDF* const kdf = EVP_KDF_fetch(nullptr, "SSKDF", nullptr);
  TROTH_CHECK(kdf != nullptr);
  Owned<EVP_KDF_CTX, EVP_KDF_CTX_free> const context(EVP_KDF_CTX_new(kdf));
  char digest[] = "SHA256";
  OSSL_PARAM const parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, const_cast<std::uint8_t*>(z.data()), z.size()),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, info.data(), info.size()), OSSL_PARAM_construct_end()};
  Secret out(size);
  TROTH_CHECK(context && EVP_KDF_derive(context.get(), out.span().data(), size, parameters) == 1);
  return out;
}

}  // namespace troth::crypto

#include "vault/recipients_key.h"

#include "base/json_writer.h"
#include "base/plain_text.h"

namespace troth::vault {
namespace {

constexpr std::size_t kMostText = 100;

/// RFC 7518 section 6: what a private or a symmetric key has beside a public one. Said by name, because whoever sent it
/// has to make a new key.
constexpr std::string_view kPrivate[] = {"d", "k", "p", "q", "dp", "dq", "qi", "oth"};

Result<> no_private(http::JsonReader const& jwk, std::string const& at) {
  for (auto member : kPrivate)
    if (jwk.has(member))
      return fail(Code::invalid,
                  "a private key was sent; it is known to others now: make a new pair, send the public key",
                  at + "/" + std::string(member));
  return {};
}

Result<> only(http::JsonReader& jwk, std::string_view member, std::string_view word, std::string const& at) {
  TROTH_TRY(auto text, jwk.maybe_text(member, kMostText));
  if (text && *text != word)
    return fail(Code::invalid, "the key is for another use",
                at + "/" + std::string(member) + " (" + std::string(word) + ")");
  return {};
}

Result<Bytes> coordinate(http::JsonReader& jwk, std::string_view member, std::string const& at) {
  TROTH_TRY(std::string text, jwk.text(member, kMostText));
  auto bytes = from_base64url(text);
  if (!bytes || bytes->size() != crypto::kJweCoordinate)
    return fail(Code::invalid, "a coordinate is 32 bytes in base64url", at + "/" + std::string(member));
  return std::move(*bytes);
}

Result<crypto::JweCurve> curve_of(http::JsonReader& jwk, std::string const& at) {
  TROTH_TRY(std::string kty, jwk.text("kty", kMostText));
  TROTH_TRY(std::string crv, jwk.text("crv", kMostText));
  if (kty == "EC" && crv == "P-256") return crypto::JweCurve::p256;
  if (kty == "OKP" && crv == "X25519") return crypto::JweCurve::x25519;
  return fail(Code::invalid, "a key is EC on P-256 or OKP on X25519", at + "/crv");
}

}  // namespace

Result<RecipientKey> parse_jwk(http::JsonValue value, std::string const& at) {
  TROTH_TRY(auto jwk, http::JsonReader::object(std::move(value), at));
  TROTH_TRY(no_private(jwk, at));
  RecipientKey out;
  TROTH_TRY(out.point.curve, curve_of(jwk, at));
  TROTH_TRY(out.point.x, coordinate(jwk, "x", at));
  if (out.point.curve == crypto::JweCurve::p256) {
    TROTH_TRY(out.point.y, coordinate(jwk, "y", at));
  }
  TROTH_TRY(only(jwk, "use", "enc", at));
  TROTH_TRY(only(jwk, "alg", "ECDH-ES", at));
  TROTH_TRY(auto kid, jwk.maybe_text("kid", kMostText));
  if (kid && (kid->empty() || !is_plain_text(*kid))) return fail(Code::invalid, "a key id is words", at + "/kid");
  TROTH_TRY(jwk.done());
  if (auto checked = crypto::jwe_check(out.point); !checked)
    return fail(Code::invalid, checked.error().message, at + "/x");
  out.kid = kid ? std::move(*kid) : crypto::jwk_thumbprint(out.point);
  return out;
}

std::string key_text(RecipientKey const& key) {
  bool const p256 = key.point.curve == crypto::JweCurve::p256;
  Json json;
  json.object().member("crv", p256 ? "P-256" : "X25519").member("kid", key.kid).member("kty", p256 ? "EC" : "OKP");
  json.member("x", base64url(key.point.x));
  if (p256) json.member("y", base64url(key.point.y));
  return json.end().text();
}

}  // namespace troth::vault

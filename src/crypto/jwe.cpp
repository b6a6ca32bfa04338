#include "crypto/jwe.h"

#include "base/json_writer.h"
#include "crypto/aead.h"
#include "crypto/hash.h"

//   base64url(header) "." "" "." base64url(nonce 12) "." base64url(ciphertext) "." base64url(tag 16)
// The second part is empty: the agreed key is the content's own. The AAD is the first part, as text.

namespace troth::crypto {
namespace {

constexpr std::string_view kEncryption = "A256GCM";

std::string header_text(JwePublic const& ephemeral, std::string_view kid) {
  Json json;
  json.object().member("alg", "ECDH-ES").member("enc", kEncryption).member("kid", kid).member("cty", "json");
  return json.key("epk").raw(jwk_text(ephemeral)).end().text();
}

}  // namespace

Result<std::string> jwe_seal(JwePublic const& to, std::string_view kid, std::string_view json, Random& random) {
  auto const own = jwe_pair(to.curve, random);
  TROTH_TRY(Secret z, jwe_agree(own, to));
  Secret const key = jwe_derive(z.view(), kEncryption, {}, {}, kAeadKey);
  std::string const header = base64url(as_bytes(header_text(own.point, kid)));
  auto const nonce = random.bytes<kAeadNonce>();
  Bytes const sealed = aead_seal(key.view(), nonce, as_bytes(header), as_bytes(json));
  ByteView const all = sealed;
  return header + ".." + base64url(nonce) + "." + base64url(all.first(all.size() - kAeadTag)) + "." +
         base64url(all.last(kAeadTag));
}

std::string jwk_text(JwePublic const& key) {
  bool const p256 = key.curve == JweCurve::p256;
  Json json;
  json.object().member("crv", p256 ? "P-256" : "X25519").member("kty", p256 ? "EC" : "OKP");
  json.member("x", base64url(key.x));
  if (p256) json.member("y", base64url(key.y));
  return json.end().text();
}

std::string jwk_thumbprint(JwePublic const& key) { return base64url(sha256(as_bytes(jwk_text(key)))); }

}  // namespace troth::crypto

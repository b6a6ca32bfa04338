#include "clauses/attacks/jwe_reader.h"

#include "crypto/aead.h"
#include "http/json.h"

namespace troth::clauses {
namespace {

/// The five parts, the first as it stands and the others decoded.
struct Parts {
  std::string header;
  Bytes key, nonce, sealed;
};

Error no_jwe() { return fail(Code::corrupt, "this is no JWE of five parts in base64url"); }

Result<Parts> split(std::string_view text) {
  std::vector<std::string_view> found;
  for (std::size_t dot; (dot = text.find('.')) != text.npos; text.remove_prefix(dot + 1))
    found.push_back(text.substr(0, dot));
  found.push_back(text);
  if (found.size() != 5) return no_jwe();
  auto key = from_base64url(found[1]), nonce = from_base64url(found[2]), body = from_base64url(found[3]),
       tag = from_base64url(found[4]);
  if (!key || !nonce || !body || !tag || nonce->size() != crypto::kAeadNonce) return no_jwe();
  append(*body, *tag);
  return Parts{std::string(found[0]), *key, *nonce, *body};
}

Result<crypto::JwePublic> ephemeral(std::string const& header, crypto::JweCurve curve) {
  auto const bytes = from_base64url(header);
  if (!bytes) return no_jwe();
  TROTH_TRY(auto json, http::JsonReader::object(as_text(*bytes)));
  TROTH_TRY(std::string algorithm, json.text("alg", 40));
  TROTH_TRY(std::string encryption, json.text("enc", 40));
  if (algorithm != "ECDH-ES" || encryption != "A256GCM") return no_jwe();
  TROTH_TRY(auto epk, json.any("epk"));
  TROTH_TRY(auto jwk, http::JsonReader::object(std::move(epk), "/epk"));
  TROTH_TRY(std::string x, jwk.text("x", 100));
  TROTH_TRY(auto y, jwk.maybe_text("y", 100));
  return crypto::JwePublic{curve, from_base64url(x).value_or(Bytes()),
                           from_base64url(y.value_or("")).value_or(Bytes())};
}

}  // namespace

Result<std::string> open_jwe(crypto::JwePrivate const& own, std::string const& compact) {
  TROTH_TRY(auto parts, split(compact));
  if (!parts.key.empty()) return no_jwe();
  TROTH_TRY(auto epk, ephemeral(parts.header, own.point.curve));
  TROTH_TRY(crypto::jwe_check(epk));
  TROTH_TRY(Secret z, crypto::jwe_agree(own, epk));
  Secret const key = crypto::jwe_derive(z.view(), "A256GCM", {}, {}, crypto::kAeadKey);
  TROTH_TRY(Bytes text, crypto::aead_open(key.view(), parts.nonce, as_bytes(parts.header), parts.sealed));
  return std::string(as_text(text));
}

}  // namespace troth::clauses

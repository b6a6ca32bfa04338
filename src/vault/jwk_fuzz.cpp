// parse_jwk over arbitrary text: what it takes has a key that can be agreed with, and one canonical text.
#include "base/check.h"
#include "vault/recipients_key.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace troth;
  auto value = http::parse_json(as_text(ByteView(data, size)));
  if (!value) return 0;
  auto const key = vault::parse_jwk(std::move(*value), "/key");
  if (!key) return 0;
  TROTH_CHECK(crypto::jwe_check(key->point).has_value());
  std::string const text = vault::key_text(*key);
  auto const again = vault::parse_jwk(http::parse_json(text).value(), "/key");
  TROTH_CHECK(again.has_value() && vault::key_text(*again) == text);
  SystemRandom random;
  TROTH_CHECK(crypto::jwe_seal(key->point, key->kid, "{}", random).has_value());
  return 0;
}

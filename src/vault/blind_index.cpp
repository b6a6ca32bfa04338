#include "vault/blind_index.h"

#include <algorithm>

#include "base/mutant.h"
#include "base/tlv.h"
#include "crypto/hash.h"

namespace troth::vault {
namespace {

constexpr std::uint32_t kNormaliserVersion = 1;

std::string_view trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

Result<std::string> normalise_email(std::string_view value) {
  std::string out(trim(value));
  if (std::count(out.begin(), out.end(), '@') != 1 || out.front() == '@' || out.back() == '@')
    return fail(Code::invalid, "an e-mail address has one @ with text on both sides");
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

Result<std::string> normalise_phone(std::string_view value) {
  std::string out;
  for (char c : trim(value)) {
    if (c == ' ' || c == '-' || c == '(' || c == ')' || c == '.' || c == '/') continue;
    bool const plus = c == '+' && out.empty();
    if (!plus && (c < '0' || c > '9')) return fail(Code::invalid, "a phone number is + and digits");
    out.push_back(c);
  }
  if (out.size() < 4 || out.size() > 16 || out.front() != '+')
    return fail(Code::invalid, "a phone number starts with + and the country code, at most 15 digits");
  return out;
}

}  // namespace

Result<std::string> normalise(Normaliser normaliser, std::string_view value) {
  switch (normaliser) {
    case Normaliser::exact:
      return std::string(value);
    case Normaliser::email:
      return normalise_email(value);
    case Normaliser::phone:
      return normalise_phone(value);
  }
  TROTH_CHECK(false);
  return std::string();
}

Bytes BlindIndex::token(keys::IndexKey const& key, CollectionName const& collection, Field const& field,
                        std::string_view normalised) {
  Tlv input;
  input.put(1, collection.text()).put(2, field.name.text()).put_u32(3, kNormaliserVersion).put(4, normalised);
  if (TROTH_MUTANT("index-key-shared")) return to_bytes(ByteView(crypto::sha256(input.view())).first(16));
  auto const mac = crypto::hmac_sha256(key.secret(keys::IndexPass()), input.view());
  return Bytes(mac.begin(), mac.begin() + 16);
}

Bytes BlindIndex::body_mac(keys::IndexKey const& key, std::string_view label, std::string_view body) {
  Tlv input;
  input.put(1, "troth/body/v1").put(2, label).put(3, crypto::sha256(as_bytes(body)));
  auto const mac = crypto::hmac_sha256(key.secret(keys::IndexPass()), input.view());
  return Bytes(mac.begin(), mac.end());
}

}  // namespace troth::vault

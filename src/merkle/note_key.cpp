#include <algorithm>

#include "base/check.h"
#include "crypto/hash.h"
#include "merkle/internal/text.h"
#include "merkle/note.h"

// vkey = name "+" id in 8 lower-case hex "+" base64(type u8 | public key 32)

namespace troth::merkle {
namespace {

/// What Unicode calls White_Space, as UTF-8; of the control characters only the newline, the others are refused anyway.
constexpr std::string_view kSpaces[] = {
    " ",
    "\n",
    "\xc2\x85",
    "\xc2\xa0",
    "\xe1\x9a\x80",
    "\xe2\x80\x80",
    "\xe2\x80\x81",
    "\xe2\x80\x82",
    "\xe2\x80\x83",
    "\xe2\x80\x84",
    "\xe2\x80\x85",
    "\xe2\x80\x86",
    "\xe2\x80\x87",
    "\xe2\x80\x88",
    "\xe2\x80\x89",
    "\xe2\x80\x8a",
    "\xe2\x80\xa8",
    "\xe2\x80\xa9",
    "\xe2\x80\xaf",
    "\xe2\x81\x9f",
    "\xe3\x80\x80",
};

/// C2SP tlog-cosignature: the time is signed with the text.
std::string cosigned(std::string_view text, std::uint64_t seconds) {
  return "cosignature/v1\ntime " + std::to_string(seconds) + "\n" + std::string(text);
}

std::string lower_hex(std::uint32_t id) {
  Bytes bytes;
  append_be(bytes, id);
  return hex(bytes);
}

}  // namespace

bool is_key_name(std::string_view name) {
  auto within = [&](std::string_view space) { return name.find(space) != std::string_view::npos; };
  return !name.empty() && is_note_text(name) && !within("+") &&
         std::none_of(std::begin(kSpaces), std::end(kSpaces), within);
}

std::uint32_t key_id(std::string_view name, KeyType type, crypto::Ed25519Public const& key) {
  std::uint8_t const head[] = {'\n', static_cast<std::uint8_t>(type)};
  return read_be<std::uint32_t>(crypto::sha256({as_bytes(name), head, key}));
}

VerifierKey::VerifierKey(std::string name, KeyType type, crypto::Ed25519Public const& key)
    : name_(std::move(name)), type_(type), key_(key), id_(key_id(name_, type, key)) {
  TROTH_CHECK(is_key_name(name_));
}

Result<VerifierKey> VerifierKey::parse(std::string_view vkey) {
  auto first = vkey.find('+');
  auto second = first == std::string_view::npos ? first : vkey.find('+', first + 1);
  if (second == std::string_view::npos) return fail(Code::invalid, "a public key is written: name+id+base64");
  auto name = vkey.substr(0, first);
  if (!is_key_name(name)) return fail(Code::invalid, "a key's name is not empty and has no space");
  auto bytes = from_base64(vkey.substr(second + 1));
  crypto::Ed25519Public key;
  if (!bytes || bytes->size() != 1 + key.size())
    return fail(Code::invalid, "a public key is 33 bytes in base64: its type and the key");
  auto type = static_cast<KeyType>(bytes->front());
  if (type != KeyType::ed25519 && type != KeyType::cosignature)
    return fail(Code::invalid, "only Ed25519 keys are known: type 01 for logs, 04 for witnesses");
  std::copy(bytes->begin() + 1, bytes->end(), key.begin());
  VerifierKey out(std::string(name), type, key);
  if (vkey.substr(first + 1, second - first - 1) != lower_hex(out.id_))
    return fail(Code::invalid, "the key's id does not belong to its name and key: copy all three parts from one place");
  return out;
}

std::string VerifierKey::text() const {
  Bytes bytes{static_cast<std::uint8_t>(type_)};
  append(bytes, key_);
  return name_ + "+" + lower_hex(id_) + "+" + base64(bytes);
}

Result<std::uint64_t> VerifierKey::verify(std::string_view text, ByteView blob) const {
  if (type_ == KeyType::ed25519) {
    TROTH_TRY(crypto::ed25519_verify(key_, as_bytes(text), blob));
    return std::uint64_t{0};
  }
  if (blob.size() != sizeof(std::uint64_t) + sizeof(crypto::Ed25519Signature))
    return fail(Code::corrupt, "a cosignature has 72 bytes");
  auto seconds = read_be<std::uint64_t>(blob);
  if (seconds > INT64_MAX) return fail(Code::corrupt, "a cosignature's time is below 2^63");
  TROTH_TRY(crypto::ed25519_verify(key_, as_bytes(cosigned(text, seconds)), blob.subspan(sizeof seconds)));
  return seconds;
}

SignerKey::SignerKey(std::string name, KeyType type, Secret seed)
    : seed_(std::move(seed)), verifier_(std::move(name), type, crypto::ed25519_public(seed_.view())) {}

NoteSignature SignerKey::sign(std::string_view text, std::uint64_t seconds) const {
  TROTH_CHECK(text.ends_with('\n') && seconds <= INT64_MAX);
  NoteSignature out{verifier_.name(), verifier_.id(), {}};
  bool plain = verifier_.type() == KeyType::ed25519;
  if (!plain) append_be(out.blob, seconds);
  auto message = plain ? std::string(text) : cosigned(text, seconds);
  append(out.blob, crypto::ed25519_sign(seed_.view(), as_bytes(message)));
  return out;
}

}  // namespace troth::merkle

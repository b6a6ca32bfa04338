#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret.h"
#include "crypto/ed25519.h"

namespace troth::merkle {

/// How a key of a signed note signs (C2SP signed-note, tlog-cosignature). Others are unknown and skipped.
enum class KeyType : std::uint8_t { ed25519 = 0x01, cosignature = 0x04 };

/// Whether a key may be called so: UTF-8, not empty, without control characters, spaces of any kind and '+'.
bool is_key_name(std::string_view name);

/// Key id: the first four bytes of SHA-256(name | 0A | type | public key).
std::uint32_t key_id(std::string_view name, KeyType type, crypto::Ed25519Public const& key);

/// One signature line: `— <name> <base64(id u32 | blob)>`.
struct NoteSignature {
  std::string name;
  std::uint32_t id = 0;
  Bytes blob;  ///< ed25519: 64 bytes; cosignature: POSIX seconds u64 | 64 bytes
};

/// A C2SP signed note: UTF-8 text that ends in a newline, an empty line, signature lines.
struct Note {
  std::string text;  ///< with its last newline; what is signed
  std::vector<NoteSignature> signatures;

  /// invalid with the place that is wrong: control characters, no blank line, no or a malformed signature line, over
  /// 1 MB or 64 signatures. Says nothing about who signed.
  static Result<Note> parse(std::string_view bytes);
  std::string encode() const;
};

/// A public key with its name: the "vkey" `<name>+<id in 8 hex>+<base64(type | key)>`.
class VerifierKey {
 public:
  static Result<VerifierKey> parse(std::string_view vkey);
  VerifierKey(std::string name, KeyType type, crypto::Ed25519Public const& key);

  std::string const& name() const { return name_; }
  std::uint32_t id() const { return id_; }
  KeyType type() const { return type_; }
  crypto::Ed25519Public const& key() const { return key_; }
  std::string text() const;
  bool made(NoteSignature const& signature) const { return signature.id == id_ && signature.name == name_; }

  /// corrupt unless the blob is this key's over the text. For a cosignature gives its POSIX seconds, else 0.
  Result<std::uint64_t> verify(std::string_view text, ByteView blob) const;

 private:
  std::string name_;
  KeyType type_;
  crypto::Ed25519Public key_;
  std::uint32_t id_;
};

/// A private key with its name. The name is not empty, has no space of any kind and no '+'.
class SignerKey {
 public:
  SignerKey(std::string name, KeyType type, Secret seed);
  VerifierKey const& verifier() const { return verifier_; }
  /// `seconds` is signed by a cosignature only.
  NoteSignature sign(std::string_view text, std::uint64_t seconds = 0) const;

 private:
  Secret seed_;
  VerifierKey verifier_;
};

/// What one of `keys` signed in the note.
struct Signed {
  std::size_t key;  ///< index into keys
  std::uint64_t seconds;
};
/// The signatures by known keys, in the order of the note. Unknown ones are skipped; a known key whose signature fails
/// rejects the whole note (corrupt, `at` the key's name).
Result<std::vector<Signed>> signers(Note const& note, std::span<VerifierKey const> keys);

}  // namespace troth::merkle

#pragma once
#include <memory>
#include <vector>

#include "base/random.h"
#include "base/secret.h"
#include "keys/pkcs11_uri.h"

namespace troth::keys {

/// One token of a PKCS #11 module, logged in. Its objects here are secret keys that never leave it (sensitive, not
/// extractable), found by label. A session that ended is opened again and a token that was put back is taken again
/// (Pkcs11Session); a PIN that was refused is never sent again, as some wrong ones lock a token. Any thread.
/// unavailable while the token does not answer.
class Pkcs11Token {
 public:
  /// `anchor` is the label of an object that is always there: what does not show it, be it another token of the same
  /// name, shows nothing that counts. denied if the PIN file can be read by others or its PIN is refused; unavailable
  /// if there is no such module or token.
  static Result<std::unique_ptr<Pkcs11Token>> open(Pkcs11Uri uri, std::string anchor);
  virtual ~Pkcs11Token() = default;

  enum class Use : std::uint8_t {
    wrap,  ///< AES-256, for encrypt and decrypt
    mac,   ///< generic secret of 32 bytes, for sign
  };
  /// Fine if an object of this label is there already.
  virtual Result<> make(std::string const& label, Use use) = 0;
  /// Every object of this label; fine if there is none, and a token that shows its anchor says so.
  virtual Result<> destroy(std::string const& label) = 0;
  virtual Result<std::vector<std::string>> labels() = 0;

  // Each is `gone` if there is no such object.
  /// AES-256-GCM: ciphertext ‖ tag 16.
  virtual Result<Bytes> encrypt(std::string const& label, ByteView nonce, ByteView aad, ByteView plaintext) = 0;
  /// corrupt if these are not the bytes sealed with this AAD.
  virtual Result<Secret> decrypt(std::string const& label, ByteView nonce, ByteView aad, ByteView sealed) = 0;
  /// HMAC-SHA256, 32 bytes.
  virtual Result<Secret> mac(std::string const& label, ByteView input) = 0;
};

}  // namespace troth::keys

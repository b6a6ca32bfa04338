#pragma once
#include <filesystem>
#include <memory>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "keys/address.h"
#include "keys/pkcs11_uri.h"

namespace troth::keys {

/// What holds the root key and one small object per epoch, apart from the data: a folder of files, or an HSM. It never
/// sees a key row, so an epoch costs two calls; destroying an epoch's object is what makes erasures final. In no
/// backup. Any thread. Each change is durable before the call returns.
class Seal {
 public:
  virtual ~Seal() = default;
  /// How final a destruction is: "file" is as final as its disk, and says so.
  virtual std::string_view kind() const = 0;
  /// Each wrap answers what its kind makes (a file siv 16 ‖ ciphertext, a token nonce 12 ‖ ciphertext ‖ tag 16); header
  /// and AAD are the caller's.
  virtual Result<Bytes> wrap_root(ByteView aad, Secret const& key) = 0;
  virtual Result<Secret> unwrap_root(ByteView aad, ByteView wrapped) = 0;
  /// Makes the object of an epoch; fine if it is there already.
  virtual Result<> create_epoch(std::uint64_t epoch) = 0;
  virtual Result<Bytes> wrap(std::uint64_t epoch, ByteView aad, Secret const& key) = 0;
  /// gone if the epoch's object was destroyed.
  virtual Result<Secret> unwrap(std::uint64_t epoch, ByteView aad, ByteView wrapped) = 0;
  /// Overwrites and removes the object; fine if it is gone already.
  virtual Result<> destroy_epoch(std::uint64_t epoch) = 0;
  virtual Result<std::vector<std::uint64_t>> epochs() = 0;
  /// Makes the secret that the keys of one log epoch are derived from; fine if it is there already.
  virtual Result<> create_log_key(std::uint64_t log_epoch) = 0;
  /// The private key that signs one log: HKDF-SHA256(secret of its epoch, info = TLV{1: "troth/log-key/v1", 2:
  /// origin}), 32 bytes; of a token HMAC-SHA256(secret, info). gone if the epoch's secret is not there.
  virtual Result<Secret> log_key(std::uint64_t log_epoch, std::string_view origin) = 0;
};

/// `folder` (0700) with root.key, epoch-N.key and log-N.key (0600, 64 random bytes each). Created only if it does not
/// exist or is empty.
Result<std::unique_ptr<Seal>> create_file_seal(std::filesystem::path const& folder, Random& random);
/// denied if the folder or a key file can be read by anyone else, or belongs to another user; the message names the
/// chmod.
Result<std::unique_ptr<Seal>> open_file_seal(std::filesystem::path const& folder, Random& random);

/// The same in a PKCS #11 token (docs/formats/wraps.md, "A seal in a token"): keys that cannot leave it. conflict if
/// the token has a seal of this name.
Result<std::unique_ptr<Seal>> create_pkcs11_seal(Pkcs11Uri const& uri, Random& random);
/// gone if the token holds no seal of this name; else as Pkcs11Token::open.
Result<std::unique_ptr<Seal>> open_pkcs11_seal(Pkcs11Uri const& uri, Random& random);

/// invalid if one lies inside the other (also by symlink): a copy of the outer folder would be plaintext.
Result<> apart(std::filesystem::path const& seal, std::filesystem::path const& data);

}  // namespace troth::keys

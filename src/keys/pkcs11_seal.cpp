// The seal as secret keys in a PKCS #11 token, none of which can leave it. By label, under the name that the URI gives
// (object=, else "troth"):
//   NAME/root      AES-256, wraps the cell KEK; never changes
//   NAME/epoch-N   AES-256, wraps the key of epoch N; C_DestroyObject ends the epoch
//   NAME/log-N     generic secret of 32 bytes, of log epoch N
// A wrap is nonce 12 | AES-256-GCM ciphertext | tag 16: SIV is no mechanism of the standard. Each object seals one key
// in its life, so that a random nonce cannot repeat. A log's key leaves as HMAC-SHA256(NAME/log-N, info), where the
// file seal has HKDF: the token derives nothing that could be read again.
#include <algorithm>
#include <charconv>

#include "base/tlv.h"
#include "keys/internal/pkcs11_token.h"
#include "keys/seal.h"

namespace troth::keys {
namespace {

constexpr std::size_t kNonce = 12;

std::string root_of(std::string const& name) { return name + "/root"; }

class Pkcs11Seal final : public Seal {
 public:
  Pkcs11Seal(std::unique_ptr<Pkcs11Token> token, std::string name, Random& random)
      : token_(std::move(token)), name_(std::move(name)), random_(random) {}

  std::string_view kind() const override { return "pkcs11"; }
  Result<Bytes> wrap_root(ByteView aad, Secret const& key) override { return wrap_with(root(), aad, key); }
  Result<Secret> unwrap_root(ByteView aad, ByteView wrapped) override { return unwrap_with(root(), aad, wrapped); }
  Result<> create_epoch(std::uint64_t epoch) override {
    return token_->make(epoch_label(epoch), Pkcs11Token::Use::wrap);
  }
  Result<Bytes> wrap(std::uint64_t epoch, ByteView aad, Secret const& key) override {
    return wrap_with(epoch_label(epoch), aad, key);
  }
  Result<Secret> unwrap(std::uint64_t epoch, ByteView aad, ByteView wrapped) override {
    return unwrap_with(epoch_label(epoch), aad, wrapped);
  }
  Result<> destroy_epoch(std::uint64_t epoch) override { return token_->destroy(epoch_label(epoch)); }
  Result<std::vector<std::uint64_t>> epochs() override;
  Result<> create_log_key(std::uint64_t log_epoch) override {
    return token_->make(log_label(log_epoch), Pkcs11Token::Use::mac);
  }
  Result<Secret> log_key(std::uint64_t log_epoch, std::string_view origin) override {
    Tlv info;
    info.put(1, "troth/log-key/v1").put(2, origin);
    return token_->mac(log_label(log_epoch), info.view());
  }

  Result<bool> has_root() {
    TROTH_TRY(auto labels, token_->labels());
    return std::ranges::find(labels, root()) != labels.end();
  }
  Result<> make_root() { return token_->make(root(), Pkcs11Token::Use::wrap); }

 private:
  std::string root() const { return root_of(name_); }
  std::string epoch_label(std::uint64_t epoch) const { return name_ + "/epoch-" + std::to_string(epoch); }
  std::string log_label(std::uint64_t log_epoch) const { return name_ + "/log-" + std::to_string(log_epoch); }

  Result<Bytes> wrap_with(std::string const& label, ByteView aad, Secret const& key) {
    auto const nonce = random_.bytes<kNonce>();
    TROTH_TRY(Bytes sealed, token_->encrypt(label, nonce, aad, key.view()));
    Bytes out(nonce.begin(), nonce.end());
    append(out, sealed);
    return out;
  }
  Result<Secret> unwrap_with(std::string const& label, ByteView aad, ByteView wrapped) {
    if (wrapped.size() <= kNonce) return fail(Code::corrupt, "a wrapped key has a wrong size");
    return token_->decrypt(label, wrapped.first(kNonce), aad, wrapped.subspan(kNonce));
  }

  std::unique_ptr<Pkcs11Token> const token_;
  std::string const name_;
  Random& random_;
};

Result<std::vector<std::uint64_t>> Pkcs11Seal::epochs() {
  TROTH_TRY(auto labels, token_->labels());
  std::string const prefix = name_ + "/epoch-";
  std::vector<std::uint64_t> out;
  for (auto const& label : labels) {
    std::uint64_t number = 0;
    if (!label.starts_with(prefix)) continue;
    std::from_chars(label.data() + prefix.size(), label.data() + label.size(), number);
    if (epoch_label(number) == label) out.push_back(number);
  }
  std::ranges::sort(out);
  return out;
}

Result<std::unique_ptr<Pkcs11Seal>> connect(Pkcs11Uri const& uri, Random& random) {
  TROTH_TRY(auto token, Pkcs11Token::open(uri, root_of(uri.object)));
  return std::make_unique<Pkcs11Seal>(std::move(token), uri.object, random);
}

}  // namespace

Result<std::unique_ptr<Seal>> create_pkcs11_seal(Pkcs11Uri const& uri, Random& random) {
  TROTH_TRY(auto seal, connect(uri, random));
  TROTH_TRY(bool const there, seal->has_root());
  if (there)
    return fail(Code::conflict, "the token holds a seal of this name already: choose another with object=NAME",
                uri.object);
  TROTH_TRY(seal->make_root());
  return std::unique_ptr<Seal>(std::move(seal));
}

Result<std::unique_ptr<Seal>> open_pkcs11_seal(Pkcs11Uri const& uri, Random& random) {
  TROTH_TRY(auto seal, connect(uri, random));
  TROTH_TRY(bool const there, seal->has_root());
  if (!there)
    return fail(Code::gone, "the token holds no seal of this name: see token= and object= in the seal's URI",
                uri.object);
  return std::unique_ptr<Seal>(std::move(seal));
}

}  // namespace troth::keys

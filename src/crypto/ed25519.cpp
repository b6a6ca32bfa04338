#include "crypto/ed25519.h"

#include <openssl/err.h>

#include "base/check.h"
#include "crypto/internal/evp.h"

// RFC 8032 section 5.1, the pure variant: no prehash, no context.

namespace troth::crypto {
namespace {

using Key = Owned<EVP_PKEY, EVP_PKEY_free>;
using Context = Owned<EVP_MD_CTX, EVP_MD_CTX_free>;

Key private_key(ByteView seed) {
  TROTH_CHECK(seed.size() == kEd25519Seed);
  Key key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size()));
  TROTH_CHECK(key != nullptr);
  return key;
}

Context new_context() {
  Context context(EVP_MD_CTX_new());
  TROTH_CHECK(context != nullptr);
  return context;
}

}  // namespace

Ed25519Public ed25519_public(ByteView seed) {
  Ed25519Public out{};
  std::size_t size = out.size();
  TROTH_CHECK(EVP_PKEY_get_raw_public_key(private_key(seed).get(), out.data(), &size) == 1);
  TROTH_CHECK(size == out.size());
  return out;
}

Ed25519Signature ed25519_sign(ByteView seed, ByteView message) {
  Key key = private_key(seed);
  Context context = new_context();
  Ed25519Signature out{};
  std::size_t size = out.size();
  // No digest is named: Ed25519 hashes by itself and can only take the whole message at once.
  bool done = EVP_DigestSignInit_ex(context.get(), nullptr, nullptr, nullptr, nullptr, key.get(), nullptr) == 1;
  done = done && EVP_DigestSign(context.get(), out.data(), &size, message.data(), message.size()) == 1;
  TROTH_CHECK(done && size == out.size());
  return out;
}

Result<> ed25519_verify(Ed25519Public const& key, ByteView message, ByteView signature) {
  if (signature.size() != sizeof(Ed25519Signature)) return fail(Code::corrupt, "an Ed25519 signature has 64 bytes");
  Key pkey(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key.data(), key.size()));
  TROTH_CHECK(pkey != nullptr);
  Context context = new_context();
  TROTH_CHECK(EVP_DigestVerifyInit_ex(context.get(), nullptr, nullptr, nullptr, nullptr, pkey.get(), nullptr) == 1);
  if (EVP_DigestVerify(context.get(), signature.data(), signature.size(), message.data(), message.size()) == 1)
    return {};
  ERR_clear_error();  // what a stranger sent must not be blamed on the next call of this thread
  return fail(Code::corrupt, "the signature is not one by this key over these bytes");
}

}  // namespace troth::crypto

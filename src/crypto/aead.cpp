#include "crypto/aead.h"

#include "base/check.h"
#include "crypto/internal/evp.h"

// NIST SP 800-38D with a 96-bit IV and a 128-bit tag, the only lengths we use:
//   sealed = ciphertext (as long as the plaintext) | tag 16

namespace troth::crypto {
namespace {

EVP_CIPHER const* aes_256_gcm() {
  static EVP_CIPHER const* const cipher = fetched_cipher("AES-256-GCM");
  return cipher;
}

void check_sizes(ByteView key, ByteView nonce) {
  TROTH_CHECK(key.size() == kAeadKey);
  TROTH_CHECK(nonce.size() == kAeadNonce);
}

}  // namespace

Bytes aead_seal(ByteView key, ByteView nonce, ByteView aad, ByteView plaintext) {
  check_sizes(key, nonce);
  CipherUse use;
  Bytes out(plaintext.size() + kAeadTag);
  std::uint8_t* tag = out.data() + plaintext.size();
  int written = 0;
  // An empty view may hold a null pointer, which OpenSSL would read as another request.
  bool done = EVP_EncryptInit_ex2(use, aes_256_gcm(), key.data(), nonce.data(), nullptr) == 1;
  if (!aad.empty()) done = done && EVP_EncryptUpdate(use, nullptr, &written, aad.data(), evp_size(aad)) == 1;
  if (!plaintext.empty())
    done = done && EVP_EncryptUpdate(use, out.data(), &written, plaintext.data(), evp_size(plaintext)) == 1;
  done = done && EVP_EncryptFinal_ex(use, tag, &written) == 1;
  done = done && EVP_CIPHER_CTX_ctrl(use, EVP_CTRL_AEAD_GET_TAG, static_cast<int>(kAeadTag), tag) == 1;
  TROTH_CHECK(done);
  return out;
}

Result<Bytes> aead_open(ByteView key, ByteView nonce, ByteView aad, ByteView sealed) {
  check_sizes(key, nonce);
  if (sealed.size() < kAeadTag) return fail(Code::corrupt, "sealed bytes are shorter than their tag");
  ByteView body = sealed.first(sealed.size() - kAeadTag);
  auto tag = to_bytes(sealed.last(kAeadTag));
  CipherUse use;
  Bytes out(body.size());
  int written = 0;
  bool set = EVP_DecryptInit_ex2(use, aes_256_gcm(), key.data(), nonce.data(), nullptr) == 1;
  if (!aad.empty()) set = set && EVP_DecryptUpdate(use, nullptr, &written, aad.data(), evp_size(aad)) == 1;
  if (!body.empty()) set = set && EVP_DecryptUpdate(use, out.data(), &written, body.data(), evp_size(body)) == 1;
  set = set && EVP_CIPHER_CTX_ctrl(use, EVP_CTRL_AEAD_SET_TAG, static_cast<int>(kAeadTag), tag.data()) == 1;
  TROTH_CHECK(set);
  std::uint8_t none = 0;
  if (EVP_DecryptFinal_ex(use, &none, &written) == 1) return out;
  // SP 800-38D section 7.2: what was decrypted before the tag failed is told to nobody.
  if (!out.empty()) explicit_bzero(out.data(), out.size());
  return fail(Code::corrupt, "sealed bytes fail their check");
}

}  // namespace troth::crypto

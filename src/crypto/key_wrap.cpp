#include "crypto/key_wrap.h"

#include "base/check.h"
#include "crypto/internal/evp.h"

// RFC 5297 section 2.6 with a vector of one associated-data string:
//   sealed = siv 16 | ciphertext (as long as the plaintext)
// OpenSSL hands the SIV out and takes it in as a "tag"; opening wants it before any data.

namespace troth::crypto {
namespace {

EVP_CIPHER const* aes_256_siv() {
  static EVP_CIPHER const* const cipher = fetched_cipher("AES-256-SIV");
  return cipher;
}

// OpenSSL before 3.0.10 left an empty AAD string out of the SIV (CVE-2023-2975), and 3.0 gives no SIV for an empty
// plaintext.
void check_sizes(ByteView key, ByteView aad) {
  TROTH_CHECK(key.size() == kWrapKey);
  TROTH_CHECK(!aad.empty());
}

}  // namespace

Bytes siv_seal(ByteView key, ByteView aad, ByteView plaintext) {
  check_sizes(key, aad);
  TROTH_CHECK(!plaintext.empty());
  CipherUse use;
  Bytes out(kWrapOverhead + plaintext.size());
  std::uint8_t* body = out.data() + kWrapOverhead;
  int written = 0;
  bool done = EVP_EncryptInit_ex2(use, aes_256_siv(), key.data(), nullptr, nullptr) == 1 &&
              EVP_EncryptUpdate(use, nullptr, &written, aad.data(), evp_size(aad)) == 1 &&
              EVP_EncryptUpdate(use, body, &written, plaintext.data(), evp_size(plaintext)) == 1;
  std::uint8_t none = 0;
  done = done && EVP_EncryptFinal_ex(use, &none, &written) == 1 &&
         EVP_CIPHER_CTX_ctrl(use, EVP_CTRL_AEAD_GET_TAG, static_cast<int>(kWrapOverhead), out.data()) == 1;
  TROTH_CHECK(done);
  return out;
}

Result<Secret> siv_open(ByteView key, ByteView aad, ByteView sealed) {
  check_sizes(key, aad);
  if (sealed.size() <= kWrapOverhead) return fail(Code::corrupt, "wrapped key is too short");
  auto siv = to_bytes(sealed.first(kWrapOverhead));
  ByteView body = sealed.subspan(kWrapOverhead);
  CipherUse use;
  Secret out(body.size());
  int written = 0;
  bool set = EVP_DecryptInit_ex2(use, aes_256_siv(), key.data(), nullptr, nullptr) == 1 &&
             EVP_CIPHER_CTX_ctrl(use, EVP_CTRL_AEAD_SET_TAG, static_cast<int>(kWrapOverhead), siv.data()) == 1 &&
             EVP_DecryptUpdate(use, nullptr, &written, aad.data(), evp_size(aad)) == 1;
  TROTH_CHECK(set);
  std::uint8_t none = 0;
  // The SIV is compared inside the update, after the bytes are decrypted; when it differs, `out` cleanses itself.
  bool same = EVP_DecryptUpdate(use, out.span().data(), &written, body.data(), evp_size(body)) == 1 &&
              EVP_DecryptFinal_ex(use, &none, &written) == 1;
  if (!same) return fail(Code::corrupt, "wrapped key fails its check");
  return out;
}

}  // namespace troth::crypto

#include "crypto/hash.h"

#include <openssl/crypto.h>

#include <algorithm>

#include "base/check.h"
#include "crypto/internal/evp.h"

namespace troth::crypto {
namespace {

constexpr std::size_t kBlock = 64;

EVP_MD const* sha_256() {
  static EVP_MD const* const md = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  TROTH_CHECK(md != nullptr);
  return md;
}

EVP_MD_CTX* context_of_this_thread() {
  thread_local Owned<EVP_MD_CTX, EVP_MD_CTX_free> context(EVP_MD_CTX_new());
  TROTH_CHECK(context != nullptr);
  return context.get();
}

/// SHA-256(first ‖ parts…): the one shape that a plain hash and both halves of an HMAC share.
Digest digest_of(ByteView first, std::initializer_list<ByteView> parts) {
  EVP_MD_CTX* context = context_of_this_thread();
  bool done = EVP_DigestInit_ex2(context, sha_256(), nullptr) == 1;
  done = done && EVP_DigestUpdate(context, first.data(), first.size()) == 1;
  for (ByteView part : parts) done = done && EVP_DigestUpdate(context, part.data(), part.size()) == 1;
  Digest out;
  done = done && EVP_DigestFinal_ex(context, out.data(), nullptr) == 1;
  TROTH_CHECK(done);
  return out;
}

/// RFC 2104 section 2: the key, hashed first if it is longer than a block, padded with zeros. Cleansed at the end.
class PaddedKey {
 public:
  explicit PaddedKey(ByteView key) {
    if (key.size() > kBlock) {
      Digest digest = sha256(key);
      std::copy(digest.begin(), digest.end(), block_.begin());
      explicit_bzero(digest.data(), digest.size());
    } else {
      std::copy(key.begin(), key.end(), block_.begin());
    }
  }
  ~PaddedKey() { explicit_bzero(block_.data(), block_.size()); }
  PaddedKey(PaddedKey const&) = delete;
  PaddedKey& operator=(PaddedKey const&) = delete;

  ByteView xored(std::uint8_t pad) {
    for (auto& byte : block_) byte = static_cast<std::uint8_t>(byte ^ pad ^ pad_);
    pad_ = pad;
    return block_;
  }

 private:
  std::array<std::uint8_t, kBlock> block_{};
  std::uint8_t pad_ = 0;
};

}  // namespace

Digest sha256(std::initializer_list<ByteView> parts) { return digest_of({}, parts); }

// Two hashes on the kept context: OpenSSL's one-shot HMAC() looks its algorithm up anew in each call (five times
// slower), and a kept EVP_MAC (almost twice slower) holds the padded key until the next call.
Digest hmac_sha256(ByteView key, std::initializer_list<ByteView> parts) {
  PaddedKey padded(key);
  Digest inner = digest_of(padded.xored(0x36), parts);
  return digest_of(padded.xored(0x5c), {inner});
}

// RFC 5869 sections 2.2 and 2.3. An empty salt and the default of 32 zeros are the same HMAC key.
Secret hkdf_sha256(ByteView key, ByteView salt, ByteView info, std::size_t size) {
  TROTH_CHECK(size <= 255 * Digest{}.size());
  Digest extracted = hmac_sha256(salt, key);
  Secret out(size);
  Digest block{};
  std::uint8_t counter = 0;
  for (std::size_t at = 0; at < size; at += block.size()) {
    ByteView previous = counter == 0 ? ByteView() : ByteView(block);
    ++counter;
    block = hmac_sha256(extracted, {previous, info, ByteView(&counter, 1)});
    std::copy_n(block.begin(), std::min(block.size(), size - at), out.span().begin() + static_cast<std::ptrdiff_t>(at));
  }
  explicit_bzero(extracted.data(), extracted.size());
  explicit_bzero(block.data(), block.size());
  return out;
}

bool equal_constant_time(ByteView a, ByteView b) {
  if (a.size() != b.size()) return false;
  return a.empty() || CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace troth::crypto

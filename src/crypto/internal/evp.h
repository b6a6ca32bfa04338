#pragma once
#include <openssl/evp.h>

#include <memory>

#include "base/bytes.h"
#include "base/check.h"

namespace troth::crypto {

template <auto Free>
struct Freed {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
template <class T, auto Free>
using Owned = std::unique_ptr<T, Freed<Free>>;

/// OpenSSL counts in int; nothing we seal comes near, so a longer input is our own mistake.
inline int evp_size(ByteView bytes) {
  TROTH_CHECK(bytes.size() <= 0x7fffffff);
  return static_cast<int>(bytes.size());
}

/// An algorithm is looked up once, not per call: OpenSSL 3.0's lookup costs more than sealing a small record. What is
/// looked up is kept to the end of the process, because a thread may still use it while main returns.
inline EVP_CIPHER const* fetched_cipher(char const* name) {
  EVP_CIPHER* cipher = EVP_CIPHER_fetch(nullptr, name, nullptr);
  TROTH_CHECK(cipher != nullptr);
  return cipher;
}

/// One use of this thread's cipher context. The reset at the end frees and cleanses the key schedule, so a key is never
/// longer here than the call; measured, it costs nothing against a kept schedule. Uses do not nest.
class CipherUse {
 public:
  CipherUse() : context_(of_this_thread()) {}
  ~CipherUse() { EVP_CIPHER_CTX_reset(context_); }
  CipherUse(CipherUse const&) = delete;
  CipherUse& operator=(CipherUse const&) = delete;
  operator EVP_CIPHER_CTX*() { return context_; }

 private:
  static EVP_CIPHER_CTX* of_this_thread() {
    thread_local Owned<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free> context(EVP_CIPHER_CTX_new());
    TROTH_CHECK(context != nullptr);
    return context.get();
  }
  EVP_CIPHER_CTX* context_;
};

}  // namespace troth::crypto

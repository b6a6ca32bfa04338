#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "crypto/aead.h"
#include "crypto/hash.h"
#include "crypto/key_wrap.h"

namespace troth::crypto {
namespace {

/// One key, one thread after another's: whatever is kept per thread or per process must not mix them up.
int failures_of(std::uint8_t mine) {
  int failures = 0;
  Bytes key(kWrapKey, mine), nonce(kAeadNonce, mine), text(100, mine);
  ByteView short_key = ByteView(key).first(kAeadKey);
  for (int round = 0; round < 50; ++round) {
    auto sealed = aead_seal(short_key, nonce, key, text);
    auto opened = aead_open(short_key, nonce, key, sealed);
    failures += !opened || *opened != text;
    sealed[0] ^= 1;
    failures += aead_open(short_key, nonce, key, sealed).has_value();
    auto unwrapped = siv_open(key, nonce, siv_seal(key, nonce, text));
    failures += !unwrapped || !equal_constant_time(unwrapped->view(), text);
    failures += hmac_sha256(key, text) != hmac_sha256(key, {text, ByteView()});
    failures += hkdf_sha256(key, nonce, text, 40).size() != 40;
  }
  return failures;
}

TEST(Threads, SealAndOpenSideBySide) {
  std::atomic<int> failures = 0;
  std::vector<std::thread> threads;
  for (std::uint8_t mine = 1; mine <= 8; ++mine) threads.emplace_back([&, mine] { failures += failures_of(mine); });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(failures, 0);
}

}  // namespace
}  // namespace troth::crypto

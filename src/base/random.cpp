#include "base/random.h"

#include <sys/random.h>

#include <cerrno>
#include <cstring>

#include "base/check.h"

namespace troth {
namespace {

void from_kernel(std::span<std::uint8_t> out) {
  while (!out.empty()) {
    ssize_t got = ::getrandom(out.data(), out.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    TROTH_CHECK(got > 0);
    out = out.subspan(static_cast<std::size_t>(got));
  }
}

// One system call per 1 KiB instead of one per nonce; used bytes are zeroed at once.
struct Block {
  std::uint8_t bytes[1024];
  std::size_t used = sizeof bytes;
};

}  // namespace

void SystemRandom::fill(std::span<std::uint8_t> out) {
  thread_local Block block;
  if (out.size() > sizeof block.bytes / 4) return from_kernel(out);
  if (sizeof block.bytes - block.used < out.size()) {
    from_kernel(block.bytes);
    block.used = 0;
  }
  std::memcpy(out.data(), block.bytes + block.used, out.size());
  explicit_bzero(block.bytes + block.used, out.size());
  block.used += out.size();
}

}  // namespace troth

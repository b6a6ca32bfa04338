#pragma once
#include <utility>

#include "base/bytes.h"

namespace troth {

/// Key material or a credential. Cannot be copied or printed; zeroed when it ends, on every path.
/// Lives on the ordinary heap for the length of one call: keys that stay live in keys::Arena, which is locked.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::size_t size) : bytes_(size) {}
  static Secret copy_of(ByteView bytes) {
    Secret out(bytes.size());
    if (!bytes.empty()) std::memcpy(out.bytes_.data(), bytes.data(), bytes.size());
    return out;
  }
  Secret(Secret&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}
  Secret& operator=(Secret&& other) noexcept {
    if (this != &other) {
      cleanse();
      bytes_ = std::exchange(other.bytes_, {});
    }
    return *this;
  }
  Secret(Secret const&) = delete;
  Secret& operator=(Secret const&) = delete;
  ~Secret() { cleanse(); }

  std::size_t size() const { return bytes_.size(); }
  bool empty() const { return bytes_.empty(); }
  ByteView view() const { return bytes_; }
  std::span<std::uint8_t> span() { return bytes_; }

 private:
  void cleanse() {
    if (!bytes_.empty()) explicit_bzero(bytes_.data(), bytes_.size());
  }
  Bytes bytes_;
};

}  // namespace troth

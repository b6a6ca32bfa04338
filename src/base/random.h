#pragma once
#include <array>
#include <cstdint>
#include <span>

namespace troth {

/// Unpredictable bytes. Safe from any thread.
class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(std::span<std::uint8_t> out) = 0;

  template <std::size_t N>
  std::array<std::uint8_t, N> bytes() {
    std::array<std::uint8_t, N> out;
    fill(out);
    return out;
  }
};

/// getrandom(2), drawn in blocks per thread; aborts if the kernel has none. A fork must not draw before it execs.
class SystemRandom final : public Random {
 public:
  void fill(std::span<std::uint8_t> out) override;
};

}  // namespace troth

#pragma once
#include <charconv>
#include <optional>
#include <string_view>

#include "merkle/tree.h"

namespace troth::merkle {

/// The lines of a text whose every line ends in a newline; what stands behind the last newline is no line.
class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) {}

  std::optional<std::string_view> next() {
    auto end = rest_.find('\n');
    if (end == rest_.npos) return std::nullopt;
    auto line = rest_.substr(0, end);
    skip(end + 1);
    return line;
  }
  /// What follows `prefix` in the next line, if it begins so; else nothing is consumed.
  std::optional<std::string_view> next(std::string_view prefix) {
    if (!rest_.starts_with(prefix)) return std::nullopt;
    auto line = next();
    if (line) line->remove_prefix(prefix.size());
    return line;
  }
  /// The next `size` bytes, whatever lines they hold.
  std::optional<std::string_view> take(std::size_t size) {
    if (rest_.size() < size) return std::nullopt;
    auto out = rest_.substr(0, size);
    skip(size);
    return out;
  }
  bool at_end() const { return rest_.empty(); }
  std::size_t line() const { return line_; }  ///< number of the next line, from 1

 private:
  void skip(std::size_t size) {
    for (char c : rest_.substr(0, size)) line_ += c == '\n';
    rest_.remove_prefix(size);
  }
  std::string_view rest_;
  std::size_t line_ = 1;
};

/// Decimal digits without a leading zero.
inline std::optional<std::uint64_t> decimal(std::string_view text) {
  std::uint64_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  bool canonical = text.size() == 1 || !text.starts_with('0');
  return error == std::errc() && end == text.data() + text.size() && canonical ? std::optional(value) : std::nullopt;
}

/// 32 bytes in canonical base64.
inline std::optional<Hash> hash_of_base64(std::string_view text) {
  auto bytes = from_base64(text);
  if (!bytes || bytes->size() != sizeof(Hash)) return std::nullopt;
  Hash out;
  std::memcpy(out.data(), bytes->data(), out.size());
  return out;
}

}  // namespace troth::merkle

#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace troth {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<std::uint8_t const>;

inline ByteView as_bytes(std::string_view text) {
  return {reinterpret_cast<std::uint8_t const*>(text.data()), text.size()};
}
inline std::string_view as_text(ByteView bytes) { return {reinterpret_cast<char const*>(bytes.data()), bytes.size()}; }
inline Bytes to_bytes(ByteView view) { return Bytes(view.begin(), view.end()); }

inline void append(Bytes& out, ByteView more) { out.insert(out.end(), more.begin(), more.end()); }

/// Big-endian, the byte order of every format in docs/formats.
template <class Integer>
void append_be(Bytes& out, Integer value) {
  for (int shift = static_cast<int>(sizeof value) * 8 - 8; shift >= 0; shift -= 8)
    out.push_back(static_cast<std::uint8_t>(static_cast<std::uint64_t>(value) >> shift));
}
template <class Integer>
Integer read_be(ByteView in) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < sizeof(Integer); ++i) value = value << 8 | in[i];
  return static_cast<Integer>(value);
}

std::string hex(ByteView bytes);
std::optional<Bytes> from_hex(std::string_view text);        ///< lower or upper case; nothing else
std::string base64(ByteView bytes);                          ///< RFC 4648 section 4, padded
std::optional<Bytes> from_base64(std::string_view text);     ///< canonical only: padded, unused bits zero
std::string base64url(ByteView bytes);                       ///< RFC 4648 section 5, no padding
std::optional<Bytes> from_base64url(std::string_view text);  ///< canonical only: unused bits must be zero

/// Whether `text` is well-formed UTF-8 (RFC 3629: shortest form, no surrogates).
bool is_utf8(std::string_view text);

}  // namespace troth

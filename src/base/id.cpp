#include "base/id.h"

namespace troth {

std::string uuid_text(std::array<std::uint8_t, 16> const& bytes) {
  std::string out = hex(bytes);
  for (std::size_t at : {20u, 16u, 12u, 8u}) out.insert(at, 1, '-');
  return out;
}

std::optional<std::array<std::uint8_t, 16>> parse_uuid(std::string_view text) {
  if (text.size() != 36 || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-') return std::nullopt;
  std::string digits;
  digits.reserve(32);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i == 8 || i == 13 || i == 18 || i == 23) continue;
    if (text[i] >= 'A' && text[i] <= 'F') return std::nullopt;  // one spelling per id
    digits.push_back(text[i]);
  }
  auto bytes = from_hex(digits);
  if (!bytes || bytes->size() != 16) return std::nullopt;
  std::array<std::uint8_t, 16> out;
  std::memcpy(out.data(), bytes->data(), 16);
  return out;
}

std::array<std::uint8_t, 16> uuid_v7(Time now, Random& random) {
  auto out = random.bytes<16>();
  auto const millis = static_cast<std::uint64_t>(to_micros(now) / 1000);
  for (std::size_t i = 0; i < 6; ++i) out[i] = static_cast<std::uint8_t>(millis >> (40 - 8 * i));
  out[6] = static_cast<std::uint8_t>((out[6] & 0x0f) | 0x70);
  out[8] = static_cast<std::uint8_t>((out[8] & 0x3f) | 0x80);
  return out;
}

}  // namespace troth

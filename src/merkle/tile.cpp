#include "merkle/tile.h"

#include <algorithm>
#include <charconv>

#include "base/check.h"

// path   = ( level | "entries" ) "/" groups [ ".p/" width ]      the index in groups of three digits, all but the last
// behind
//                                                                an x; width 1 to 255; level 0 to 7; no leading zeros
// bundle = *( length u16 big-endian | entry )

namespace troth::merkle {
namespace {

constexpr unsigned kLevels = 8;
constexpr std::uint64_t kIndexEnd = std::uint64_t{1} << 56;  // 256 hashes each: 2^64 leaves
constexpr std::string_view kEntries = "entries/", kPartial = ".p/";

std::string groups(std::uint64_t index) {
  auto digits = std::to_string(1000 + index % 1000).substr(1);
  while (index /= 1000) digits = "x" + std::to_string(1000 + index % 1000).substr(1) + "/" + digits;
  return digits;
}

template <class Number>
std::optional<Number> number(std::string_view digits) {
  Number value = 0;
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return error == std::errc() && end == digits.data() + digits.size() ? std::optional(value) : std::nullopt;
}

std::optional<std::uint64_t> index_of(std::string_view text) {
  std::string digits;
  for (char c : text)
    if (c != 'x' && c != '/') digits.push_back(c);
  auto index = digits.size() <= 18 ? number<std::uint64_t>(digits) : std::nullopt;
  return index && *index < kIndexEnd ? index : std::nullopt;
}

}  // namespace

std::string TileId::path() const {
  TROTH_CHECK(level < kLevels && index < kIndexEnd && width >= 1 && width <= kTileWidth && !(entries && level != 0));
  auto out = (entries ? std::string(kEntries) : std::to_string(level) + "/") + groups(index);
  return width == kTileWidth ? out : out + std::string(kPartial) + std::to_string(width);
}

// Lenient in reading the parts, strict in the whole: what is written anew must be the same text.
std::optional<TileId> TileId::parse(std::string_view path) {
  TileId tile;
  auto rest = path;
  tile.entries = rest.starts_with(kEntries);
  if (!tile.entries && rest.size() < 2) return std::nullopt;
  if (!tile.entries) tile.level = static_cast<unsigned>(rest[0]) - '0';
  if (tile.level >= kLevels) return std::nullopt;
  rest.remove_prefix(tile.entries ? kEntries.size() : 2);
  if (auto at = rest.find(kPartial); at != rest.npos) {
    auto width = number<std::uint8_t>(rest.substr(at + kPartial.size()));
    if (!width || *width == 0) return std::nullopt;
    tile.width = *width;
    rest = rest.substr(0, at);
  }
  auto index = index_of(rest);
  if (!index) return std::nullopt;
  tile.index = *index;
  return tile.path() == path ? std::optional(tile) : std::nullopt;
}

unsigned tile_width(unsigned level, std::uint64_t index, std::uint64_t size) {
  if (level >= kLevels) return 0;
  std::uint64_t hashes = size >> (kTileHeight * level);
  if (index > hashes / kTileWidth) return 0;
  return static_cast<unsigned>(std::min<std::uint64_t>(kTileWidth, hashes - index * kTileWidth));
}

Bytes encode_bundle(std::vector<Bytes> const& entries) {
  Bytes out;
  for (Bytes const& entry : entries) {
    TROTH_CHECK(entry.size() <= UINT16_MAX);
    append_be(out, static_cast<std::uint16_t>(entry.size()));
    append(out, entry);
  }
  return out;
}

Result<std::vector<Bytes>> parse_bundle(ByteView bytes, std::size_t count) {
  std::vector<Bytes> out;
  while (!bytes.empty() && out.size() < count) {
    auto size = bytes.size() < 2 ? SIZE_MAX : std::size_t{read_be<std::uint16_t>(bytes)} + 2;
    if (bytes.size() < size)
      return fail(Code::corrupt, "the bundle ends inside an entry", "entry " + std::to_string(out.size()));
    out.push_back(to_bytes(bytes.subspan(2, size - 2)));
    bytes = bytes.subspan(size);
  }
  if (out.size() < count) return fail(Code::corrupt, "the bundle has fewer entries than it should");
  if (!bytes.empty()) return fail(Code::corrupt, "the bundle has more entries than it should");
  return out;
}

}  // namespace troth::merkle

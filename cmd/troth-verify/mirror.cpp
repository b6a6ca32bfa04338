#include "mirror.h"

#include <cstring>

namespace troth::verify {
namespace {

constexpr std::size_t kHash = sizeof(merkle::Hash);
constexpr std::size_t kLargestTile = merkle::kTileWidth * kHash;
constexpr std::size_t kLargestBundle = merkle::kTileWidth * (2 + std::size_t{UINT16_MAX});

}  // namespace

Mirror::Mirror(std::filesystem::path folder, SignedHead published)
    : folder_(std::move(folder)), published_(std::move(published)) {}

Result<Mirror> Mirror::open(std::filesystem::path folder) {
  TROTH_TRY(auto published, read_head(folder / "checkpoint"));
  return Mirror(std::move(folder), std::move(published));
}

Result<Bytes> Mirror::read(merkle::TileId const& tile) const {
  return read_file(folder_ / name(tile), tile.entries ? kLargestBundle : kLargestTile);
}

Result<std::vector<merkle::Hash>> Mirror::tile(merkle::TileId const& tile) {
  merkle::TileId stored = tile;
  stored.width = merkle::tile_width(tile.level, tile.index, size());
  TROTH_TRY(auto bytes, read(stored));
  if (bytes.size() != stored.width * kHash)
    return fail(Code::corrupt, "this tile has the wrong length; check the mirror with troth-verify log", name(stored));
  std::vector<merkle::Hash> out(stored.width);
  std::memcpy(out.data(), bytes.data(), bytes.size());
  return out;
}

}  // namespace troth::verify

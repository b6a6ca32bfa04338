#include <algorithm>
#include <bit>

#include "base/check.h"
#include "merkle/tile.h"

// Proofs of RFC 6962 section 2.1, from tiles. A tree splits at the largest power of two below its size, so what stands
// on the left of a split is perfect and lies in the tiles; only the right edge is put together from several.

namespace troth::merkle {
namespace {

Error short_tile(TileId const& tile) {
  return fail(Code::corrupt, "a tile holds fewer hashes than the size of the tree needs", tile.path());
}

/// The tiles of the tree of `size` leaves, each read once for an answer.
class Reader {
 public:
  Reader(TileSource& source, std::uint64_t size) : source_(source), size_(size) {}

  /// MTH(D[begin:end]) for a range that begins where the tree splits.
  Result<Hash> range(std::uint64_t begin, std::uint64_t end) {
    if (std::has_single_bit(end - begin)) return perfect(begin, static_cast<unsigned>(std::countr_zero(end - begin)));
    std::uint64_t middle = begin + std::bit_floor(end - begin);
    TROTH_TRY(auto left, range(begin, middle));
    TROTH_TRY(auto right, range(middle, end));
    return node_hash(left, right);
  }

 private:
  /// The root of the 2^height leaves from `begin` on: of 1 to 128 neighbours in one tile.
  Result<Hash> perfect(std::uint64_t begin, unsigned height) {
    unsigned level = height / kTileHeight;
    std::uint64_t first = begin >> (level * kTileHeight);
    TROTH_TRY(auto const* tile, tile_at(level, first / kTileWidth));
    auto at = tile->begin() + static_cast<std::ptrdiff_t>(first % kTileWidth);
    std::vector<Hash> row(at, at + (std::ptrdiff_t{1} << (height % kTileHeight)));
    for (; row.size() > 1; row.resize(row.size() / 2))
      for (std::size_t i = 0; i < row.size(); i += 2) row[i / 2] = node_hash(row[i], row[i + 1]);
    return row.front();
  }

  Result<std::vector<Hash> const*> tile_at(unsigned level, std::uint64_t index) {
    for (auto const& [tile, hashes] : read_)
      if (tile.level == level && tile.index == index) return &hashes;
    TileId tile{level, index, tile_width(level, index, size_)};
    TROTH_CHECK(tile.width > 0);
    TROTH_TRY(auto hashes, source_.tile(tile));
    if (hashes.size() < tile.width) return short_tile(tile);
    return &read_.emplace_back(tile, std::move(hashes)).second;
  }

  TileSource& source_;
  std::uint64_t size_;
  std::vector<std::pair<TileId, std::vector<Hash>>> read_;
};

/// What remains of a tree while a proof descends in it, and the siblings left behind.
struct Descent {
  Reader tiles;
  std::uint64_t begin, end;
  std::vector<Hash> siblings;

  std::uint64_t middle() const { return begin + std::bit_floor(end - begin - 1); }
  Result<> go_left() {
    TROTH_TRY(auto right, tiles.range(middle(), end));
    siblings.push_back(right);
    end = middle();
    return {};
  }
  Result<> go_right() {
    TROTH_TRY(auto left, tiles.range(begin, middle()));
    siblings.push_back(left);
    begin = middle();
    return {};
  }
  std::vector<Hash> upward() && {
    std::reverse(siblings.begin(), siblings.end());
    return std::move(siblings);
  }
};

}  // namespace

Result<Hash> root_at(TileSource& source, std::uint64_t size) {
  if (size == 0) return empty_root();
  return Reader(source, size).range(0, size);
}

// PATH(m, D[n]), section 2.1.1.
Result<std::vector<Hash>> prove_inclusion(TileSource& source, std::uint64_t index, std::uint64_t size) {
  if (index >= size) return fail(Code::invalid, "the index must be below the size of the log");
  Descent way{Reader(source, size), 0, size, {}};
  while (way.end - way.begin > 1) TROTH_TRY(index < way.middle() ? way.go_left() : way.go_right());
  return std::move(way).upward();
}

// PROOF(m, D[n]), section 2.1.2: down to the first tree's last perfect subtree. If that is the whole first tree, the
// verifier holds its root already.
Result<std::vector<Hash>> prove_consistency(TileSource& source, std::uint64_t first, std::uint64_t second) {
  if (first == 0 || first > second)
    return fail(Code::invalid, "the first size must be 1 or more and not above the second");
  Descent way{Reader(source, second), 0, second, {}};
  while (way.end != first) TROTH_TRY(first <= way.middle() ? way.go_left() : way.go_right());
  if (way.begin != 0) {
    TROTH_TRY(auto last, way.tiles.range(way.begin, way.end));
    way.siblings.push_back(last);
  }
  return std::move(way).upward();
}

}  // namespace troth::merkle

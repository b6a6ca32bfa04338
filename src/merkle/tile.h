#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "merkle/tree.h"

namespace troth::merkle {

/// A tile of C2SP tlog-tiles: `width` hashes at `level`, from `index * 256` on; hash i of a full tree is the root of
/// 256^level leaves. Entry bundles are addressed alike, in place of the level stands `entries`.
struct TileId {
  unsigned level = 0;
  std::uint64_t index = 0;
  unsigned width = kTileWidth;  ///< 1 to 256
  bool entries = false;

  /// "0/x001/067", "1/000.p/17", "entries/x001/x234/067": what follows `<prefix>/tile/`.
  std::string path() const;
  /// none unless in the one canonical form; level at most 7.
  static std::optional<TileId> parse(std::string_view path);
  bool operator==(TileId const&) const = default;
};

/// How many hashes tile (level, index) holds in a tree of `size` leaves; 0: it is not there.
unsigned tile_width(unsigned level, std::uint64_t index, std::uint64_t size);

/// entry bundle = *( length u16 big-endian | entry )
Bytes encode_bundle(std::vector<Bytes> const& entries);
/// corrupt unless these are exactly `count` entries.
Result<std::vector<Bytes>> parse_bundle(ByteView bytes, std::size_t count);

/// Where the hashes of a tree come from: rows, files, a server. Errors are the source's; too few hashes is corrupt.
class TileSource {
 public:
  virtual ~TileSource() = default;
  /// At least `tile.width` hashes of this tile. Never asked for one that the tree of the size in question has not.
  virtual Result<std::vector<Hash>> tile(TileId const& tile) = 0;
};

/// Each reads O(log256 size) tiles. `size` is the tree the answer is about, not more than what the source holds.
/// invalid for an index not below size, for first > second or first = 0.
Result<Hash> root_at(TileSource& source, std::uint64_t size);
Result<std::vector<Hash>> prove_inclusion(TileSource& source, std::uint64_t index, std::uint64_t size);
Result<std::vector<Hash>> prove_consistency(TileSource& source, std::uint64_t first, std::uint64_t second);

}  // namespace troth::merkle

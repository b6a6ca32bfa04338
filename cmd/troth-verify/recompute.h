#pragma once
#include <array>
#include <optional>
#include <string>

#include "mirror.h"

namespace troth::verify {

/// Rebuilds a log's tiles and root from its entries alone, and compares every tile of the mirror with them.
class Recompute {
 public:
  explicit Recompute(Mirror const& mirror) : mirror_(mirror) {}

  /// Reads everything. What file is missing or no such file, in one sentence; then nothing else is known.
  Result<> run();
  std::uint64_t bundles() const { return bundles_; }
  std::uint64_t tiles() const { return tiles_; }
  merkle::Hash root() const { return tree_.root(); }

  /// The first hash of a tile that is not the one recomputed.
  struct Difference {
    merkle::TileId tile;
    unsigned hash = 0;
    std::string says() const;
  };
  std::optional<Difference> const& difference() const { return difference_; }

 private:
  Result<> add_bundle(merkle::TileId const& bundle);
  Result<> add_hash(unsigned level, merkle::Hash const& hash);
  Result<> compare(unsigned level);
  Result<Bytes> need(merkle::TileId const& tile) const;

  static constexpr unsigned kLevels = 8;
  Mirror const& mirror_;
  merkle::CompactRange tree_;
  std::array<Bytes, kLevels> pending_;         ///< per level, the tile that is being filled
  std::array<std::uint64_t, kLevels> next_{};  ///< per level, that tile's index
  std::vector<merkle::TileNode> completed_;
  std::optional<Difference> difference_;
  std::uint64_t bundles_ = 0, tiles_ = 0;
};

}  // namespace troth::verify

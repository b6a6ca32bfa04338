#pragma once
#include "merkle/tile.h"
#include "store/reader.h"

namespace troth::audit {

/// One epoch of one log as it lies in the store: the sequence number of its first leaf, and how many leaves it has.
struct LogHead {
  std::uint64_t epoch = 1;
  std::int64_t base = 0;  ///< seq of leaf 0; leaf i is the row base + i
  std::uint64_t size = 0;
  merkle::Hash root{};
};
/// As of the snapshot; none if nothing was ever logged there.
Result<std::optional<LogHead>> load_head(store::Reader& snapshot, TenantId log);

/// The tree of a log out of its rows: level 0 from the leaves, higher ones from log_node. At most 256 rows a tile.
class RowTiles final : public merkle::TileSource {
 public:
  RowTiles(store::Reader& snapshot, TenantId log, LogHead const& head) : snapshot_(snapshot), log_(log), head_(head) {}
  Result<std::vector<merkle::Hash>> tile(merkle::TileId const& tile) override;
  /// The entries of a bundle: leaves of events, or the entries of a public log.
  Result<std::vector<Bytes>> entries(merkle::TileId const& bundle);

 private:
  store::Reader& snapshot_;
  TenantId log_;
  LogHead head_;
};

}  // namespace troth::audit

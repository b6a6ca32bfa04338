#include "audit/row_tiles.h"

#include "audit/internal/hash_column.h"
#include "audit/log_names.h"
#include "audit/tables.h"

namespace troth::audit {
namespace {

bool is_public(TenantId log) { return log == kSealLog || log == kEvidenceLog; }

}  // namespace

Result<std::optional<LogHead>> load_head(store::Reader& snapshot, TenantId log) {
  TROTH_TRY(auto row, snapshot.one(sql::load_head, {log}));
  if (!row) return std::optional<LogHead>();
  return std::optional(LogHead{static_cast<std::uint64_t>((*row)[0].integer()), (*row)[1].integer(),
                               static_cast<std::uint64_t>((*row)[2].integer()), hash_column((*row)[3])});
}

Result<std::vector<Bytes>> RowTiles::entries(merkle::TileId const& bundle) {
  auto const first = head_.base + static_cast<std::int64_t>(bundle.index * merkle::kTileWidth);
  store::Params const where{log_, first, first + static_cast<std::int64_t>(bundle.width)};
  TROTH_TRY(auto rows, snapshot_.query(is_public(log_) ? sql::select_entries : sql::select_leaves, where));
  if (rows.size() != bundle.width) return fail(Code::corrupt, "rows of a log are missing", {}, bundle.path());
  std::vector<Bytes> out;
  out.reserve(rows.size());
  for (auto const& row : rows) out.push_back(row[0].bytes());
  return out;
}

Result<std::vector<merkle::Hash>> RowTiles::tile(merkle::TileId const& tile) {
  std::vector<merkle::Hash> out;
  out.reserve(tile.width);
  if (tile.level == 0) {
    TROTH_TRY(auto leaves, entries(tile));
    for (auto const& leaf : leaves) out.push_back(merkle::leaf_hash(leaf));
    return out;
  }
  auto const first = static_cast<std::int64_t>(tile.index * merkle::kTileWidth);
  TROTH_TRY(auto rows, snapshot_.query(sql::select_nodes, {log_, static_cast<std::int64_t>(head_.epoch),
                                                           static_cast<std::int64_t>(tile.level), first,
                                                           first + static_cast<std::int64_t>(tile.width)}));
  if (rows.size() != tile.width) return fail(Code::corrupt, "nodes of a log's tree are missing", {}, tile.path());
  for (auto const& row : rows) out.push_back(hash_column(row[0]));
  return out;
}

}  // namespace troth::audit

#include "inquiry/trees.h"

namespace troth::inquiry {

Result<std::optional<audit::LogHead>> tree_at(store::Reader& snapshot, TenantId log, std::uint64_t epoch,
                                              std::uint64_t size) {
  TROTH_TRY(auto head, audit::load_head(snapshot, log));
  if (!head || head->epoch != epoch || head->size < size) return std::optional<audit::LogHead>();
  head->size = size;
  return head;
}

Result<std::optional<Bytes>> tile_bytes(store::Reader& snapshot, TenantId log, audit::LogHead const& head,
                                        std::string_view path) {
  auto const tile = merkle::TileId::parse(path);
  if (!tile) return std::optional<Bytes>();
  unsigned const there = merkle::tile_width(tile->entries ? 0 : tile->level, tile->index, head.size);
  if (tile->width > there) return std::optional<Bytes>();
  audit::RowTiles tiles(snapshot, log, head);
  if (tile->entries) {
    TROTH_TRY(auto entries, tiles.entries(*tile));
    return std::optional(merkle::encode_bundle(entries));
  }
  TROTH_TRY(auto hashes, tiles.tile(*tile));
  Bytes out;
  for (unsigned i = 0; i < tile->width; ++i) append(out, hashes.at(i));
  return std::optional(std::move(out));
}

}  // namespace troth::inquiry

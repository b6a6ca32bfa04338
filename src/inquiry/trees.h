#pragma once
#include "audit/row_tiles.h"
#include "audit/sealed.h"

namespace troth::inquiry {

/// The tree of a log at the size that a seal has of it: what is beyond is not there yet. None if the log's rows do not
/// reach that far, or have begun another epoch.
Result<std::optional<audit::LogHead>> tree_at(store::Reader& snapshot, TenantId log, std::uint64_t epoch,
                                              std::uint64_t size);

/// The bytes of what `<prefix>/tile/` serves under this path: hashes, or an entry bundle. none: not a tile's path, or
/// not in the tree.
Result<std::optional<Bytes>> tile_bytes(store::Reader& snapshot, TenantId log, audit::LogHead const& head,
                                        std::string_view path);

}  // namespace troth::inquiry

#pragma once
#include <filesystem>

#include "keys/internal/live_keys.h"

namespace troth::keys {

/// Writes the key store as of about now to `path`: to `<path>.tmp` first, which is read back in full before it takes
/// the place of the last one. Rows that are added meanwhile may be in it or not.
Result<> write_snapshot(store::KeyDatabase& database, Seal& seal, LiveKeys const& live, std::uint64_t epoch,
                        std::filesystem::path const& path);

/// Reads the whole file and opens every wrap in it with nothing but the seal. conflict if there is none or it is of
/// another epoch; corrupt if a byte or a row is not as written.
Result<> check_snapshot(std::filesystem::path const& path, Seal& seal, Cell const& cell, std::uint64_t epoch);

}  // namespace troth::keys

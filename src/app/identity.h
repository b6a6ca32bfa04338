#pragma once
#include <filesystem>

#include "base/result.h"
#include "keys/address.h"

namespace troth::app {

/// DATA/cell.json: which cell lives here and where its seal is. Written once by init.
struct Identity {
  keys::Cell cell;
  std::filesystem::path seal;
  bool demo = false;
};

/// gone if the folder holds no cell; conflict if a test-only build made it and this is none, or the other way round: a
/// build with planted bugs opens only folders it marked itself.
Result<Identity> read_identity(std::filesystem::path const& data);
Result<> write_identity(std::filesystem::path const& data, Identity const& identity);

/// Creates or replaces a file (mode 0600) whole: temporary, fsync, rename, fsync of the folder.
Result<> write_private_file(std::filesystem::path const& path, std::string_view bytes);
Result<std::string> read_file(std::filesystem::path const& path, std::size_t most_bytes);

/// denied unless the file or folder belongs to us and nobody else can read or write it; `at` names the chmod.
Result<> must_be_private(std::filesystem::path const& path);

}  // namespace troth::app

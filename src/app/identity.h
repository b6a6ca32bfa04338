#pragma once
#include <filesystem>

#include "base/private_file.h"
#include "base/result.h"
#include "keys/address.h"

namespace troth::app {

/// DATA/cell.json: which cell lives here and where its seal is. Written once by init.
struct Identity {
  keys::Cell cell;
  std::filesystem::path seal;
  bool demo = false;
  std::string log_name;  ///< begins the origin of every log of the cell
};

/// gone if the folder holds no cell; conflict if a test-only build made it and this is none, or the other way round: a
/// build with planted bugs opens only folders it marked itself.
Result<Identity> read_identity(std::filesystem::path const& data);
Result<> write_identity(std::filesystem::path const& data, Identity const& identity);

}  // namespace troth::app

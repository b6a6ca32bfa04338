#pragma once
#include <filesystem>

#include "base/private_file.h"
#include "base/result.h"
#include "keys/address.h"
#include "store/place.h"
#include "vault/stores.h"

namespace troth::app {

/// DATA/cell.json: which cell lives here, where its seal and its stores are. Written by init, and by a serve that was
/// told of another place of the stores.
struct Identity {
  keys::Cell cell;
  std::filesystem::path seal;
  bool demo = false;
  std::string log_name;               ///< begins the origin of every log of the cell
  std::string store = {}, keys = {};  ///< postgres:// URLs; empty: files in the folder
  bool keys_same_cluster = false;
  std::string token = {};  ///< the pkcs11: URI of a seal in a token; empty: the seal is the folder

  vault::Stores stores() const {
    return {store.empty() ? "file" : "postgresql", keys.empty() ? "file" : "postgresql", keys_same_cluster};
  }
  store::Place place(std::filesystem::path const& data) const { return {data, store, keys, keys_same_cluster}; }
};

/// gone if the folder holds no cell; conflict if a test-only build made it and this is none, or the other way round: a
/// build with planted bugs opens only folders it marked itself.
Result<Identity> read_identity(std::filesystem::path const& data);
Result<> write_identity(std::filesystem::path const& data, Identity const& identity);

}  // namespace troth::app

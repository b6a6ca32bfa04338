#pragma once
#include "app/identity.h"
#include "keys/seal.h"

namespace troth::app {

/// The seal that cell.json names: the folder, or the token whose URI stands beside it.
Result<std::unique_ptr<keys::Seal>> open_seal(Identity const& identity, Random& random);

/// A new one in an empty or absent folder. In a token, the folder is for what was signed last alone.
Result<std::unique_ptr<keys::Seal>> create_seal(std::filesystem::path const& folder, std::string const& token,
                                                Random& random);

}  // namespace troth::app

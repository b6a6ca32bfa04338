#pragma once
#include <map>
#include <string>

#include "probe/twin.h"

namespace troth::clauses {

/// The key store of a stopped twin: keys.db, and its write-ahead log where one was left. Name -> content.
using KeyStore = std::map<std::string, std::string>;
Result<KeyStore> copy_keys(probe::Twin const& twin);
/// In the place of what is there.
Result<> put_keys(probe::Twin const& twin, KeyStore const& keys);

/// The keys in a twin's seal: name of the file -> content.
using SealKeys = std::map<std::string, std::string>;
Result<SealKeys> keys_of_seal(probe::Twin const& twin);

}  // namespace troth::clauses

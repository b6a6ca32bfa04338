#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "base/random.h"
#include "base/secret.h"
#include "keys/internal/fd.h"

namespace troth::keys {

/// A folder (0700) of key files (0600), each 64 random bytes, all ours alone. Every use checks owner and mode again and
/// follows no link. A file appears whole or not at all, and each change is durable before the call returns.
class SealFolder {
 public:
  static Result<SealFolder> open(std::filesystem::path const& path);

  Result<Secret> read(std::string const& name) const;  ///< gone if it is not there
  /// Fine if the file is there already.
  Result<> make(std::string const& name, Random& random) const;
  /// Overwrites with random bytes, then removes. Fine if it is not there.
  Result<> destroy(std::string const& name, Random& random) const;
  Result<std::vector<std::string>> names() const;

 private:
  SealFolder(std::filesystem::path path, Fd folder) : path_(std::move(path)), folder_(std::move(folder)) {}
  Result<> publish(std::string const& temporary, std::string const& name) const;

  std::filesystem::path path_;
  Fd folder_;
};

}  // namespace troth::keys

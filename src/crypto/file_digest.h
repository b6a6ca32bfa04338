#pragma once
#include <filesystem>

#include "base/result.h"
#include "crypto/hash.h"

namespace troth::crypto {

/// SHA-256 of a file's bytes, read in blocks. gone if it cannot be opened, unavailable if it cannot be read to its end.
Result<Digest> file_digest(std::filesystem::path const& path);
/// Of the program that is running, which names the build in evidence. Computed once.
Result<Digest> own_digest();

}  // namespace troth::crypto

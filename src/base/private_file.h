#pragma once
#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"

namespace troth {

/// Makes a folder, with those above it where they are missing, and lets nobody else in (0700).
Result<> make_private_folder(std::filesystem::path const& path);

/// Creates or replaces a file (mode 0600) whole: temporary, fsync, rename, fsync of the folder. After an error either
/// the old or the new bytes stand there, and a crash may still choose. One writer a file.
Result<> write_private_file(std::filesystem::path const& path, std::string_view bytes);

/// gone if there is no such file, too_large over the limit.
Result<std::string> read_file(std::filesystem::path const& path, std::size_t most_bytes);

/// denied unless the file or folder belongs to us and nobody else can read or write it; `at` names the chmod.
Result<> must_be_private(std::filesystem::path const& path);

/// In a build with planted bugs: marks the folder as made by one. Else nothing.
Result<> mark_build(std::filesystem::path const& folder);
/// conflict if a test-only build made the folder and this is none, or the other way round: a build with planted bugs
/// opens only folders it marked itself.
Result<> must_be_our_build(std::filesystem::path const& folder);

}  // namespace troth

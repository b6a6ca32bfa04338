#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace troth::probe {

/// Names, relative to `folder`, of the regular files in it and below that hold these bytes; read whole, in blocks, as a
/// thief with a copy would. `except` and what is below it are never opened; sockets and links are skipped. A file that
/// goes while it is looked for is skipped, one that cannot be read is an error: what was not seen is not clean. invalid
/// for an empty needle.
Result<std::vector<std::string>> files_that_hold(std::filesystem::path const& folder,
                                                 std::filesystem::path const& except, std::string_view needle);

}  // namespace troth::probe

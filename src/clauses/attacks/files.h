#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace troth::clauses {

/// The 16 bytes of an id, as databases hold it; empty if the text is no id.
std::string raw_id(std::string_view uuid);

/// Ways in which software writes the same text: as it is, UTF-16, hex, and base64 from each of its three beginnings.
std::vector<std::string> spellings(std::string_view text);

/// Whole files of a twin: a thief's copy, and what a tamperer writes.
Result<std::string> read_whole(std::filesystem::path const& file);
Result<> write_whole(std::filesystem::path const& file, std::string_view content);

}  // namespace troth::clauses

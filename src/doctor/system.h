#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "doctor/patient.h"

// What /proc and /sys say, as text. Each gives an Error that a check passes on as "cannot tell".

namespace troth::doctor {

/// At most 1 MiB, white space at the end cut off. gone or denied.
Result<std::string> text_of(std::filesystem::path const& path);
/// A number on the first line of a file below proc/sys.
Result<std::int64_t> setting(Patient const& patient, std::string_view name);
/// The value of "Name:\t..." in the server's status; gone without a server.
Result<std::string> status(Patient const& patient, std::string_view field);
/// The soft limit of the server, such as "Max core file size"; none is unlimited.
Result<std::optional<std::uint64_t>> limit(Patient const& patient, std::string_view name);
/// The parts of a file of the server that are ended by NULs: its environment, its command line.
Result<std::vector<std::string>> parts(Patient const& patient, std::string_view file);
/// Decimal digits and nothing else.
std::optional<std::uint64_t> number(std::string_view text);
std::vector<std::string> words(std::string_view line);
/// "one, two and 3 more"
std::string listed(std::vector<std::string> const& names, std::size_t most = 4);

}  // namespace troth::doctor

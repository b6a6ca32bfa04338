#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "merkle/lines.h"
#include "merkle/tree.h"

namespace troth::merkle {

/// invalid, at this line.
Error bad_line(std::string_view message, std::size_t number);
/// A size or an index as C2SP writes it: ASCII decimal without leading zeros, below 2^63.
std::optional<std::uint64_t> parse_size(std::optional<std::string_view> text);

/// The proof of C2SP's texts: at most 63 lines of one hash each, and the empty line behind them.
Result<std::vector<Hash>> read_proof(Lines& lines);
/// What follows the first empty line of a text that read_proof has read.
std::string_view behind_proof(std::string_view text);
void write_proof(std::string& out, std::vector<Hash> const& proof);

/// Well-formed UTF-8 without control characters (below U+0020) but the newline.
bool is_note_text(std::string_view text);

}  // namespace troth::merkle

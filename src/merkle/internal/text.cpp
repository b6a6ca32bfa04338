#include "merkle/internal/text.h"

#include <algorithm>

namespace troth::merkle {
namespace {

constexpr std::size_t kMostHashes = 63;  // a tree of fewer than 2^63 leaves has no longer path

}  // namespace

Error bad_line(std::string_view message, std::size_t number) {
  return fail(Code::invalid, message, "line " + std::to_string(number));
}

std::optional<std::uint64_t> parse_size(std::optional<std::string_view> text) {
  auto value = text ? decimal(*text) : std::nullopt;
  return value && *value <= INT64_MAX ? value : std::nullopt;
}

Result<std::vector<Hash>> read_proof(Lines& lines) {
  std::vector<Hash> out;
  for (;;) {
    auto number = lines.line();
    auto line = lines.next();
    if (!line) return bad_line("an empty line must follow the proof", number);
    if (line->empty()) return out;
    auto hash = hash_of_base64(*line);
    if (!hash) return bad_line("a line of the proof must be a hash: 32 bytes in base64", number);
    if (out.size() == kMostHashes) return bad_line("a proof has at most 63 hashes", number);
    out.push_back(*hash);
  }
}

std::string_view behind_proof(std::string_view text) { return text.substr(text.find("\n\n") + 2); }

void write_proof(std::string& out, std::vector<Hash> const& proof) {
  for (Hash const& hash : proof) out += base64(hash) + "\n";
  out += "\n";
}

bool is_note_text(std::string_view text) {
  auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n'; };
  return is_utf8(text) && std::none_of(text.begin(), text.end(), control);
}

}  // namespace troth::merkle

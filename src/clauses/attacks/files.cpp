#include "clauses/attacks/files.h"

#include <fstream>
#include <iterator>

#include "base/bytes.h"
#include "base/id.h"

namespace troth::clauses {
namespace {

/// The part of the base64 of `text` that does not depend on its neighbours, if `before` bytes of a group precede it.
std::string inner_base64(std::string_view text, std::size_t before) {
  std::string const padded = std::string(before, '\0') + std::string(text) + std::string(2, '\0');
  std::string whole = base64(as_bytes(padded));
  while (whole.ends_with('=')) whole.pop_back();
  std::size_t const from = (before * 8 + 5) / 6;
  return whole.substr(from, whole.size() - 4 - from);
}

}  // namespace

std::string raw_id(std::string_view uuid) {
  auto const bytes = parse_uuid(uuid);
  return bytes ? std::string(as_text(*bytes)) : std::string();
}

std::vector<std::string> spellings(std::string_view text) {
  std::vector<std::string> out = {std::string(text), {}, hex(as_bytes(text))};
  for (char c : text) out[1].append(1, c).append(1, '\0');
  for (std::size_t before = 0; before < 3; ++before) out.push_back(inner_base64(text, before));
  return out;
}

Result<std::string> read_whole(std::filesystem::path const& file) {
  std::ifstream in(file, std::ios::binary);
  std::string out{std::istreambuf_iterator<char>(in), {}};
  if (!in) return fail(Code::unavailable, "a file of the twin cannot be read", file.filename().string());
  return out;
}

Result<> write_whole(std::filesystem::path const& file, std::string_view content) {
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  out.write(content.data(), static_cast<std::streamsize>(content.size()));
  if (!out.flush()) return fail(Code::unavailable, "a file of the twin cannot be written", file.filename().string());
  return {};
}

}  // namespace troth::clauses

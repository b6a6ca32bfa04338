#include "arguments.h"

#include <algorithm>
#include <charconv>

namespace troth::verify {

Result<Arguments> Arguments::parse(std::span<char const* const> words, std::vector<std::string_view> const& known) {
  Arguments out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    std::string_view word = words[i];
    if (!word.starts_with("--")) {
      out.files_.emplace_back(word);
      continue;
    }
    auto equals = word.find('=');
    auto name = word.substr(0, equals);
    if (name == "--json" && equals == word.npos) {
      out.json_ = true;
      continue;
    }
    if (std::find(known.begin(), known.end(), name) == known.end())
      return fail(Code::invalid, "this option is not known here; see troth-verify --help", std::string(name));
    if (equals == word.npos && i + 1 == words.size())
      return fail(Code::invalid, "this option needs a value behind it", std::string(name));
    auto value = equals == word.npos ? std::string_view(words[++i]) : word.substr(equals + 1);
    if (!out.options_.emplace(name, value).second)
      return fail(Code::invalid, "this option is given twice; give it once", std::string(name));
  }
  return out;
}

Result<std::string> Arguments::option(std::string const& name) const {
  auto found = options_.find(name);
  if (found == options_.end()) return fail(Code::invalid, "this option is missing", name);
  return found->second;
}

std::optional<std::string> Arguments::optional(std::string const& name) const {
  auto found = options_.find(name);
  return found == options_.end() ? std::nullopt : std::optional(found->second);
}

Result<std::string> Arguments::only_file(std::string_view missing) const {
  if (files_.empty()) return fail(Code::invalid, missing);
  if (files_.size() > 1) return fail(Code::invalid, "name one file only", files_[1]);
  return files_.front();
}

Result<> Arguments::no_file() const {
  if (!files_.empty()) return fail(Code::invalid, "no word without an option belongs here", files_.front());
  return {};
}

Result<std::uint64_t> parse_number(std::string_view text) {
  std::uint64_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value > INT64_MAX)
    return fail(Code::invalid, "this must be a decimal number below 2^63", std::string(text));
  return value;
}

Result<Bytes> parse_hex(std::string_view text, std::size_t size) {
  auto bytes = from_hex(text);
  if (!bytes) return fail(Code::invalid, "this is not hex", std::string(text));
  if (bytes->size() != size)
    return fail(Code::invalid, "this hex has the wrong length",
                std::to_string(bytes->size()) + " bytes, not " + std::to_string(size));
  return std::move(*bytes);
}

Result<Bytes> parse_hash(std::string_view text) {
  if (auto bytes = from_hex(text); bytes && bytes->size() == 32) return std::move(*bytes);
  if (auto bytes = from_base64(text); bytes && bytes->size() == 32) return std::move(*bytes);
  return fail(Code::invalid, "a root is 64 hex digits, or the 44 base64 characters of a checkpoint's third line",
              std::string(text));
}

}  // namespace troth::verify

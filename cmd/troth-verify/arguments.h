#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace troth::verify {

/// The words behind a command: options with one value each (`--size 15` or `--size=15`), the flag `--json`, and files.
/// An auditor's mistyped option must stop the run, not change what is checked, so what is not known is refused.
class Arguments {
 public:
  static Result<Arguments> parse(std::span<char const* const> words, std::vector<std::string_view> const& known);

  bool json() const { return json_; }
  Result<std::string> option(std::string const& name) const;
  std::optional<std::string> optional(std::string const& name) const;
  /// `missing` tells which file to name.
  Result<std::string> only_file(std::string_view missing) const;
  std::vector<std::string> const& files() const { return files_; }
  Result<> no_file() const;

 private:
  std::map<std::string, std::string, std::less<>> options_;
  std::vector<std::string> files_;
  bool json_ = false;
};

Result<std::uint64_t> parse_number(std::string_view text);         ///< decimal, below 2^63
Result<Bytes> parse_hex(std::string_view text, std::size_t size);  ///< exactly `size` bytes
Result<Bytes> parse_hash(std::string_view text);                   ///< 32 bytes as hex or standard base64

}  // namespace troth::verify

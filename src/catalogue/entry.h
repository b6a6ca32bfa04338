#pragma once
#include <set>

#include "catalogue/toml.h"

namespace troth::catalogue {

/// One table of a catalogue file, taken key by key. What nobody took is an unknown key: done() refuses it.
/// Every refusal is `invalid` and names file, entry and key in `at`. Refers to the table: must not outlive it.
class Entry {
 public:
  Entry(Value::Table const& table, std::string place) : table_(table), place_(std::move(place)) {}

  Result<std::string> text(std::string_view key);  ///< not empty, one line, no HTML
  /// A text that may be absent or empty.
  Result<std::string> optional_text(std::string_view key);
  Result<Text> texts(std::string_view key);  ///< {en, de}, both
  /// Absent, or both languages empty: two empty texts.
  Result<Text> optional_texts(std::string_view key);
  Result<std::int64_t> number(std::string_view key);                      ///< not negative
  Result<std::vector<std::string>> list(std::string_view key);            ///< of texts, none twice; absent: empty
  Result<std::vector<Value::Table const*>> tables(std::string_view key);  ///< [[key]]; absent: none
  Result<> done() const;

  /// The same entry under the name by which a reader finds it.
  void rename(std::string place) { place_ = std::move(place); }
  std::string const& place() const { return place_; }
  Error refused(std::string_view message, std::string_view key) const;

 private:
  Value const* take(std::string_view key);
  Result<Text> both(std::string_view key, bool required);
  Value::Table const& table_;
  std::string place_;
  std::set<std::string, std::less<>> taken_;
};

}  // namespace troth::catalogue

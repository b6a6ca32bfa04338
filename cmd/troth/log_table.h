#pragma once
#include <ostream>

#include "http/json.h"

namespace troth::cli {

/// Columns as wide as their widest cell, two spaces between; under a head, numbers stand to the right. UTF-8 is counted
/// by characters.
class Table {
 public:
  /// Without a head: names and what they stand for.
  Table() = default;
  explicit Table(std::vector<std::string> head) : head_(true) { rows_.push_back(std::move(head)); }
  void row(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  void print(std::ostream& out) const;

 private:
  bool head_ = false;
  std::vector<std::vector<std::string>> rows_;
};

/// The member, or a null.
http::JsonValue const& member(http::JsonValue::Object const& object, std::string_view name);
/// For a terminal: text as it is, unless it has control characters; lists with commas; null is "-"; all else as JSON.
std::string shown(http::JsonValue const& value);
std::string shown(http::JsonValue::Object const& object, std::string_view name);
/// The member's integer; 0 if it is none.
std::int64_t number(http::JsonValue::Object const& object, std::string_view name);
bool truth(http::JsonValue::Object const& object, std::string_view name);
/// "1 subject", "37 subjects".
std::string counted(std::int64_t count, std::string_view noun);

}  // namespace troth::cli

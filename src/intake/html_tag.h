#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace troth::intake {

/// Letters of ASCII in lower case; the rest, and so the length, stays.
std::string lowered(std::string text);

/// What stands between < and >.
struct Tag {
  bool closes = false;
  std::string name;    ///< in lower case
  std::string inside;  ///< what follows the name, as it is

  explicit Tag(std::string_view text);
  /// The value of an attribute, empty if it has none; nothing if there is no attribute of that name.
  std::optional<std::string> attribute(std::string_view wanted) const;
};

}  // namespace troth::intake

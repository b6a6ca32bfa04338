#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace troth::http {

/// A request target in origin form, taken apart and percent-decoded (RFC 3986 section 2.1). Each text is well-formed
/// UTF-8 without control characters; no segment is empty, a dot segment, or holds a slash, so that nothing behind the
/// router can read the path differently than the router did.
struct Target {
  std::vector<std::string> segments;  ///< none for "/"
  std::map<std::string, std::string, std::less<>> query;
};

/// invalid on everything else, with `at` = "path" or "query".
Result<Target> parse_target(std::string_view text);
/// Only the part before the '?'.
Result<std::vector<std::string>> parse_path(std::string_view text);

}  // namespace troth::http

#include "store/tokens.h"

#include <algorithm>

namespace troth::store {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) { return is_digit(c) || c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

}  // namespace

std::string_view take_token(std::string_view& rest) {
  std::size_t end = 1;
  if (rest[0] == '\'' || rest[0] == '"') {
    end = std::min(rest.find(rest[0], 1), rest.size() - 1) + 1;
  } else if (rest.starts_with("--")) {
    end = std::min(rest.find('\n'), rest.size());
  } else if (is_word(rest[0])) {
    while (end < rest.size() && is_word(rest[end])) ++end;
  } else if (rest[0] == '$') {
    while (end < rest.size() && is_digit(rest[end])) ++end;
  }
  auto token = rest.substr(0, end);
  rest.remove_prefix(end);
  return token;
}

}  // namespace troth::store

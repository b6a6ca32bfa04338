#pragma once
#include <algorithm>
#include <string_view>

namespace troth::net {

inline bool is_alnum(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// A method or a field name, RFC 9110 section 5.6.2.
inline bool is_token(std::string_view text) {
  auto const allowed = [](char c) {
    return is_alnum(c) || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
  };
  return !text.empty() && std::all_of(text.begin(), text.end(), allowed);
}

/// What may stand in a field value or between two line ends: no control character but HTAB (RFC 9110 section 5.5).
inline bool is_text(char c) { return static_cast<unsigned char>(c) >= 0x20 ? c != 0x7f : c == '\t'; }

}  // namespace troth::net

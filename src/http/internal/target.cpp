// target  = path [ "?" query ]
// path    = "/" | 1*( "/" segment )         a segment is not empty, ".", "..", before or after decoding
// query   = "" | pair *( "&" pair )
// pair    = name [ "=" value ]              a name is not empty and comes once; "+" is a space
// All bytes are printable ASCII; "%" is followed by two hex digits. RFC 9112 section 3.2.1 and RFC 3986 section 3.
#include "http/internal/target.h"

#include "base/bytes.h"

namespace troth::http {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// The text, or a failure that names `at`. `plus` is what a '+' means.
Result<std::string> decode(std::string_view text, char plus, char const* at) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i] == '+' ? plus : text[i];
    if (c == '%') {
      int const high = i + 1 < text.size() ? hex_value(text[i + 1]) : -1;
      int const low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
      if (high < 0 || low < 0) return fail(Code::invalid, "bad percent-encoding", at);
      c = static_cast<char>(high << 4 | low);
      i += 2;
      if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return fail(Code::invalid, "a control character", at);
    }
    out.push_back(c);
  }
  if (!is_utf8(out)) return fail(Code::invalid, "not UTF-8", at);
  return out;
}

Result<std::string> decode_segment(std::string_view text) {
  TROTH_TRY(std::string segment, decode(text, '+', "path"));
  if (segment.empty()) return fail(Code::invalid, "an empty path segment", "path");
  if (segment == "." || segment == "..") return fail(Code::invalid, "a dot segment", "path");
  if (segment.find_first_of("/\\") != std::string::npos) return fail(Code::invalid, "a slash inside a segment", "path");
  return segment;
}

Result<> check_characters(std::string_view text, char const* at) {
  for (char c : text)
    if (c <= 0x20 || c >= 0x7f || c == '#') return fail(Code::invalid, "a character that must be percent-encoded", at);
  return {};
}

/// Cuts `text` at the first `separator`; the rest is what follows it.
std::string_view cut(std::string_view& text, char separator) {
  std::size_t const end = text.find(separator);
  std::string_view const head = text.substr(0, end);
  text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  return head;
}

Result<std::map<std::string, std::string, std::less<>>> parse_query(std::string_view text) {
  std::map<std::string, std::string, std::less<>> query;
  TROTH_TRY(check_characters(text, "query"));
  if (text.ends_with('&')) return fail(Code::invalid, "a query parameter without a name", "query");
  while (!text.empty()) {
    std::string_view value = cut(text, '&');
    TROTH_TRY(std::string name, decode(cut(value, '='), ' ', "query"));
    TROTH_TRY(std::string decoded, decode(value, ' ', "query"));
    if (name.empty()) return fail(Code::invalid, "a query parameter without a name", "query");
    if (!query.emplace(std::move(name), std::move(decoded)).second)
      return fail(Code::invalid, "a query parameter is given twice", "query");
  }
  return query;
}

}  // namespace

Result<std::vector<std::string>> parse_path(std::string_view text) {
  TROTH_TRY(check_characters(text, "path"));
  if (text.empty() || text.front() != '/') return fail(Code::invalid, "the target does not begin with a slash", "path");
  std::vector<std::string> segments;
  text.remove_prefix(1);
  while (!text.empty()) {
    bool const more = text.find('/') != std::string_view::npos;
    TROTH_TRY(std::string segment, decode_segment(cut(text, '/')));
    segments.push_back(std::move(segment));
    if (more && text.empty()) return fail(Code::invalid, "an empty path segment", "path");
  }
  return segments;
}

Result<Target> parse_target(std::string_view text) {
  std::string_view const path = cut(text, '?');
  Target out;
  TROTH_TRY(out.segments, parse_path(path));
  TROTH_TRY(out.query, parse_query(text));
  return out;
}

}  // namespace troth::http

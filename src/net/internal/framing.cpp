// head         = request-line *( field-line CRLF ) CRLF
// request-line = token SP target SP "HTTP/1." ( "0" / "1" ) CRLF
// target       = "/" *( %x21-7E )                     origin-form only: we are no proxy
// field-line   = token ":" OWS value OWS              no obs-fold, at most 100 lines
// RFC 9112 sections 2 to 6, narrowed: where it lets a server repair or guess, this refuses.
#include "net/internal/framing.h"

#include <algorithm>
#include <optional>

#include "net/internal/grammar.h"

namespace troth::net {
namespace {

constexpr std::size_t kMaxFields = 100;

bool same_name(std::string_view name, std::string_view lower) {
  auto const equal = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; };
  return std::equal(name.begin(), name.end(), lower.begin(), lower.end(), equal);
}

std::string_view trim(std::string_view value) {
  auto const first = value.find_first_not_of(" \t");
  if (first == value.npos) return {};
  return value.substr(first, value.find_last_not_of(" \t") - first + 1);
}

bool is_target(std::string_view target) {
  auto const visible = [](char c) { return c > 0x20 && c < 0x7f; };
  return target.starts_with('/') && std::all_of(target.begin(), target.end(), visible);
}

/// A name or address with an optional port; nothing that could be taken for a path, a list or a userinfo.
bool is_host(std::string_view host) {
  auto const allowed = [](char c) { return is_alnum(c) || std::string_view("-._:[]").find(c) < 6; };
  return !host.empty() && std::all_of(host.begin(), host.end(), allowed);
}

/// Digits only: no sign, no list, no white space inside. None if malformed; beyond 18 digits it only has to be too
/// large.
std::optional<std::uint64_t> parse_length(std::string_view digits) {
  if (digits.empty()) return std::nullopt;
  std::uint64_t value = 0;
  for (char const c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value > 99'999'999'999'999'999 ? value : value * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return value;
}

struct Line {
  int refused = 400;
  bool http11 = false;
};

Line judge_request_line(std::string_view line) {
  auto const first = line.find(' ');
  auto const last = line.rfind(' ');
  if (first == line.npos || first == last) return {};
  auto const version = line.substr(last + 1);
  auto const digit = [](char c) { return c >= '0' && c <= '9'; };
  if (version.size() != 8 || !version.starts_with("HTTP/") || !digit(version[5]) || version[6] != '.' ||
      !digit(version[7]))
    return {};
  if (version != "HTTP/1.1" && version != "HTTP/1.0") return {505, false};
  if (!is_token(line.substr(0, first)) || !is_target(line.substr(first + 1, last - first - 1))) return {};
  return {0, version == "HTTP/1.1"};
}

/// The three fields that say where a request goes and where it ends, each counted as it stands on the wire.
struct Counted {
  std::size_t hosts = 0, lengths = 0, codings = 0, fields = 0;
  std::uint64_t length = 0;
};

bool count_field(std::string_view line, Counted& counted) {
  auto const colon = line.find(':');
  if (colon == line.npos || !is_token(line.substr(0, colon))) return false;  // catches obs-fold and "Name :" as well
  auto const name = line.substr(0, colon);
  auto const value = trim(line.substr(colon + 1));
  if (++counted.fields > kMaxFields) return false;
  if (same_name(name, "host")) return ++counted.hosts == 1 && is_host(value);
  if (same_name(name, "transfer-encoding")) return ++counted.codings == 1 && value == "chunked";
  if (!same_name(name, "content-length")) return true;
  auto const length = parse_length(value);
  counted.length = length.value_or(0);
  return length && ++counted.lengths == 1;
}

}  // namespace

Head find_head(std::string_view input, std::size_t& scanned) {
  for (std::size_t& i = scanned; i < input.size(); ++i) {
    if (is_text(input[i])) continue;
    if (input[i] != '\r') return Head::broken;
    if (i + 1 == input.size()) return Head::more;  // look at this CR again when its LF has come
    if (input[i + 1] != '\n' || i == 0) return Head::broken;
    bool const empty_line = input[i - 1] == '\n';
    ++i;
    if (empty_line) return ++i, Head::complete;
  }
  return Head::more;
}

Framing judge_head(std::string_view head) {
  auto end = head.find("\r\n");
  if (end == head.npos) return {};
  auto const line = judge_request_line(head.substr(0, end));
  if (line.refused != 0) return {line.refused};
  Counted counted;
  for (head.remove_prefix(end + 2); !head.starts_with("\r\n"); head.remove_prefix(end + 2)) {
    end = head.find("\r\n");
    if (end == head.npos || !count_field(head.substr(0, end), counted)) return {};
  }
  if (line.http11 ? counted.hosts != 1 : counted.codings != 0) return {};
  if (counted.codings != 0 && counted.lengths != 0) return {};
  return {0, counted.codings == 1, counted.length};
}

}  // namespace troth::net

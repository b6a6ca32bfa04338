#include "client/internal/fitness.h"

#include <algorithm>
#include <array>

namespace troth::client {
namespace {

// RFC 9110 section 5.6.2.
bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    bool const letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    return letter || (c != 0 && std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos);
  });
}

// RFC 9110 section 5.5: visible characters, space and tab; obs-text stays allowed, line ends and NUL do not.
bool is_field_value(std::string_view text) {
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f; });
}

bool is_target(std::string_view text) {
  return text.starts_with('/') &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f && c != '#'; });
}

constexpr std::array<std::string_view, 6> kFraming = {"Content-Length", "Transfer-Encoding", "Connection",
                                                      "Expect",         "Upgrade",           "Trailer"};

}  // namespace

Result<> check_request(http::Request const& request) {
  if (request.method == http::Method::other) return fail(Code::invalid, "the request has no method");
  if (!is_target(request.target))
    return fail(Code::invalid, "the target is not a path that can be sent", request.target);
  for (auto const& [name, value] : request.headers) {
    if (!is_token(name)) return fail(Code::invalid, "not a field name", name);
    if (!is_field_value(value)) return fail(Code::invalid, "a control character in a header field", name);
  }
  for (std::string_view name : kFraming)
    if (request.headers.count(name) > 0)
      return fail(Code::invalid, "a header field that frames the message", std::string(name));
  return {};
}

}  // namespace troth::client

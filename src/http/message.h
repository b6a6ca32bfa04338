#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.h"

namespace troth::http {

enum class Method : std::uint8_t { get, head, post, put, patch, del, other };
/// "GET"; `other` has no name and gives "".
std::string_view name(Method method);
/// Exact upper case, methods being case-sensitive (RFC 9110 section 9.1); all else is `other`.
Method parse_method(std::string_view text);

/// Where a request came in. First-admin tokens and the CLI are bound to `socket` and `loopback`.
enum class Origin : std::uint8_t { socket, loopback, remote };

/// Header fields in order; names compare without case (RFC 9110 section 5.1).
class Headers {
 public:
  void add(std::string name, std::string value) { fields_.emplace_back(std::move(name), std::move(value)); }
  /// The value, or none if absent or given more than once: a doubled field is never half believed.
  std::optional<std::string_view> get(std::string_view name) const;
  std::size_t count(std::string_view name) const;
  auto begin() const { return fields_.begin(); }
  auto end() const { return fields_.end(); }

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

/// A whole request within its limits; the body is in memory (at most the listener's body limit).
struct Request {
  Method method = Method::other;
  std::string target;  ///< as sent, path and query
  Headers headers;
  std::string body;
  Origin origin = Origin::remote;
  std::string peer;  ///< source address, for rate limits; never written to a log in full
};

struct Response {
  int status = 200;
  Headers headers;
  std::string body;
};

}  // namespace troth::http

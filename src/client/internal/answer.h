#pragma once
#include <string_view>

#include "http/message.h"

namespace troth::client {

inline constexpr std::size_t kMostBody = 64u << 20;
inline constexpr std::size_t kMostHeaders = 64u << 10;

/// Collects an answer as libcurl hands it over. False once a limit is passed.
class Answer {
 public:
  /// One line: a status line (of an interim answer too), a field, or the empty line. Trailer fields are dropped: they
  /// come after decisions have been made on the header (RFC 9110 section 6.5.1).
  bool line(std::string_view text);
  bool body(std::string_view part);
  bool too_large() const { return too_large_; }
  http::Response take(int status) &&;

 private:
  bool keep_to(std::size_t size, std::size_t limit);
  http::Response response_;
  std::size_t header_bytes_ = 0;
  bool head_is_over_ = false;
  bool too_large_ = false;
};

}  // namespace troth::client

#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace troth::net {

/// How far the head of a request has come.
enum class Head : std::uint8_t { more, broken, complete };

/// Looks for the empty line that ends the head. `scanned` is where to go on (0 at first) and, when complete, the head's
/// length. Broken at once, not at the deadline: a CR or LF that is not part of a CRLF, any control character but HTAB,
/// an empty first line.
Head find_head(std::string_view input, std::size_t& scanned);

/// What a head promises about its body. Refused until shown otherwise.
struct Framing {
  int refused = 400;  ///< the status to refuse with; 0: accepted
  bool chunked = false;
  std::uint64_t content_length = 0;
};

/// Judges a complete head, on its bytes, before the parser sees it. Two independent readers must agree on where a
/// request ends: a proxy and a server that differ on that are the whole of request smuggling.
Framing judge_head(std::string_view head);

}  // namespace troth::net

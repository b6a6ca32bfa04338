#pragma once
#include <ctime>
#include <string>

#include "http/message.h"

namespace troth::net {

/// How one answer is sent, apart from what the application said.
struct Delivery {
  bool tls = true;
  bool to_head = false;  ///< the request was HEAD: no body follows
  bool http11 = true;
  bool keep_alive = true;
  std::time_t now = 0;
};

/// An answer as bytes. A small body is in `first`, behind the head, so that both fit one TLS record; a large one is
/// moved to `rest`, not copied.
struct Written {
  std::string first;
  std::string rest;
};

/// The only place where an answer becomes bytes. A header name that is no token, a value with a control character other
/// than HTAB, a status outside 200..599 or a field that is ours to write (Content-Length, Transfer-Encoding,
/// Connection, Keep-Alive, Trailer, Upgrade) turns the whole answer into a bare 500: nothing of it is trusted any more.
/// Adds Date, X-Content-Type-Options and, over TLS, Strict-Transport-Security unless the application gave its own.
Written write_response(http::Response response, Delivery const& delivery);

/// application/problem+json of RFC 9457 with the type about:blank: the status says it all.
http::Response bare_problem(int status);

/// IMF-fixdate, RFC 9110 section 5.6.7.
std::string http_date(std::time_t at);

}  // namespace troth::net

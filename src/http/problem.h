#pragma once
#include <string_view>

#include "base/result.h"
#include "http/message.h"

namespace troth::http {

/// The one place where a Code becomes a status (a switch without default).
int status_of(Code code);

/// The enumerator's own spelling, as in the type of a problem.
std::string_view code_name(Code code);

/// RFC 9457 application/problem+json: type "/problems/<code>", title, status, detail (the message), `at` where the
/// input was wrong, and `next`, what the caller can do. Never the error's detail, which is the operator's. Adds what
/// the status asks for: WWW-Authenticate (RFC 6750 section 3) or Retry-After (RFC 9110 section 10.2.3), in seconds.
Response problem(Error const& error);

/// The 405 of a path that is known under other methods; `allow` is Router::allow.
Response method_not_allowed(std::string_view allow);

}  // namespace troth::http

#pragma once
#include "http/json.h"
#include "tom.h"
#include "trust/tom.h"

namespace troth::cli {

/// One request to /v1/cell/tom with the caller's token. `path` begins with a slash. Any status is an answer.
Result<http::Response> ask_tom(Connection const& connection, http::Method method, std::string const& path,
                               std::string body = {});
/// "log.seal_seconds=5" and its like. invalid for anything else, and for a name twice.
Result<catalogue::Promises> promises_of(std::vector<std::string> const& words);
/// RFC 3339 in UTC, a date alone, or "now".
Result<std::string> moment_of(std::string const& option, std::string const& text);

}  // namespace troth::cli

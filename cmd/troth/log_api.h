#pragma once
#include <functional>

#include "http/json.h"
#include "log.h"

namespace troth::cli {

/// The routes of one log, over one connection.
class LogApi {
 public:
  /// The log that `arguments` names. A token is needed unless it is one that anybody may read.
  static Result<LogApi> open(LogArguments const& arguments);
  /// The cell's public pages, without a token.
  static Result<LogApi> open_public(LogArguments const& arguments);

  /// `path` below the log: "/checkpoint". Any status is an answer.
  Result<http::Response> get(std::string const& path) { return send(http::Method::get, path, ""); }
  Result<http::Response> post(std::string const& path, std::string body) {
    return send(http::Method::post, path, std::move(body));
  }
  /// Repeats while the cell is busy or has not sealed yet; what is refused is an Error with the cell's own words.
  Result<http::Response> need(std::string const& path);

 private:
  LogApi(std::unique_ptr<client::Client> client, std::string base, std::string authorization)
      : client_(std::move(client)), base_(std::move(base)), authorization_(std::move(authorization)) {}
  Result<http::Response> send(http::Method method, std::string const& path, std::string body);

  std::unique_ptr<client::Client> client_;
  std::string base_, authorization_;
};

/// "?from=…&to=…": what is empty is left out, what is not plain is percent-encoded.
std::string query(std::initializer_list<std::pair<std::string_view, std::string>> members);

/// invalid unless it is empty or an id; `option` names the mend, above all for --token, where a secret must not go.
Result<> check_id(std::string_view option, std::string const& id);
/// RFC 3339 in UTC; a date alone is its first moment, and its last for --to. Empty stays empty.
Result<std::string> moment(std::string_view option, std::string const& text);

/// Prints a whole answer: a problem as `report` does with what to do about a log; the body as it came with --json;
/// otherwise what `tell` makes of the object.
using Tell = std::function<Result<int>(http::JsonValue::Object const&)>;
int answer(Result<http::Response> const& response, bool json, Tell const& tell);
/// A problem of a log's route, with the next step; gives the exit code.
int refused(http::Response const& response, bool json);
void say_event(http::Response const& response);

}  // namespace troth::cli

#include "tom_api.h"

#include <charconv>

#include "log_api.h"

namespace troth::cli {

Result<http::Response> ask_tom(Connection const& connection, http::Method method, std::string const& path,
                               std::string body) {
  TROTH_TRY(auto client, connection.open());
  TROTH_TRY(auto token, connection.token());
  http::Request request;
  request.method = method;
  request.target = "/v1/cell/tom" + path;
  request.body = std::move(body);
  request.headers.add("Authorization", "Bearer " + std::string(as_text(token.view())));
  return client->send(request);
}

Result<catalogue::Promises> promises_of(std::vector<std::string> const& words) {
  catalogue::Promises out;
  for (auto const& word : words) {
    auto const equals = word.find('=');
    if (equals == word.npos) return fail(Code::invalid, "write PARAMETER=NUMBER, such as tom.notice_days=45", word);
    char const* const end = word.data() + word.size();
    std::int64_t value = 0;
    auto const [at, error] = std::from_chars(word.data() + equals + 1, end, value);
    if (error != std::errc() || at != end) return fail(Code::invalid, "a promise is a whole number", word);
    if (!out.emplace(word.substr(0, equals), value).second)
      return fail(Code::invalid, "this parameter stands there twice", word);
  }
  return out;
}

Result<std::string> moment_of(std::string const& option, std::string const& text) {
  if (text == "now") return rfc3339(SystemClock().now());
  return moment(option, text);
}

}  // namespace troth::cli

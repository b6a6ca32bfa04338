#pragma once
#include <map>

#include "base/secret.h"
#include "client/client.h"
#include "http/json.h"

namespace troth::cli {

struct Ask {
  http::Method method;
  std::string path;
  std::string body = {};
  std::map<std::string, std::string> headers = {};

  /// "PUT /v1/tenants/9ea0bbf1…/purposes/support": ids cut to what tells them apart on a screen.
  std::string line() const;
};

struct Answer {
  int status = 0;
  std::string body, event, etag, location;

  /// A text member of the body; invalid if it is not there.
  Result<std::string> text(std::string_view name) const;
  Result<http::JsonValue::Object> object() const;
};

/// The demo as anybody's program: over TLS, with the cell's certificate as the only trusted one, a token with each
/// request.
class Api {
 public:
  static Result<Api> connect(std::string const& url, std::filesystem::path const& ca);
  /// Any status is an answer. Errors as client::Client::send.
  Result<Answer> ask(Secret const& token, Ask const& what);
  /// An Error for every other status than `status`.
  Result<Answer> expect(Secret const& token, Ask const& what, int status);
  /// A page that anybody may see, without a token. An Error for every other status than 200.
  Result<std::string> look(std::string const& path);
  client::Client& client() { return *client_; }

 private:
  explicit Api(std::unique_ptr<client::Client> client) : client_(std::move(client)) {}
  std::unique_ptr<client::Client> client_;
};

std::string bearer(Secret const& token);
/// UUIDs in `text` cut to their last 8 digits, the random ones: "…5b0a7c11".
std::string short_ids(std::string_view text);

}  // namespace troth::cli

#include "demo_api.h"

#include "base/id.h"

namespace troth::cli {

std::string bearer(Secret const& token) { return "Bearer " + std::string(as_text(token.view())); }

std::string short_ids(std::string_view text) {
  constexpr std::size_t kUuid = 36, kShown = 8;
  std::string out;
  while (!text.empty()) {
    if (text.size() >= kUuid && parse_uuid(text.substr(0, kUuid))) {
      out += "…" + std::string(text.substr(kUuid - kShown, kShown));
      text.remove_prefix(kUuid);
    } else {
      out.push_back(text.front());
      text.remove_prefix(1);
    }
  }
  return out;
}

std::string Ask::line() const {
  std::string out = std::string(name(method)) + " " + short_ids(path);
  for (auto const& [header, value] : headers) out += "   " + header + ": " + value;
  return out;
}

Result<http::JsonValue::Object> Answer::object() const {
  TROTH_TRY(auto value, http::parse_json(body));
  if (!value.object()) return fail(Code::invalid, "the answer is no JSON object");
  return *value.object();
}

Result<std::string> Answer::text(std::string_view member) const {
  TROTH_TRY(auto members, object());
  auto it = members.find(member);
  if (it == members.end() || !it->second.text())
    return fail(Code::invalid, "the answer lacks a member", std::string(member));
  return *it->second.text();
}

Result<Api> Api::connect(std::string const& url, std::filesystem::path const& ca) {
  TROTH_TRY(auto client, client::connect({"", url, ca}));
  return Api(std::move(client));
}

Result<Answer> Api::ask(Secret const& token, Ask const& what) {
  http::Request request;
  request.method = what.method;
  request.target = what.path;
  request.body = what.body;
  request.headers.add("Authorization", bearer(token));
  for (auto const& [header, value] : what.headers) request.headers.add(header, value);
  TROTH_TRY(auto response, client_->send(request));
  auto field = [&](std::string_view header) { return std::string(response.headers.get(header).value_or("")); };
  return Answer{response.status, std::move(response.body), field("Audit-Event"), field("ETag"), field("Location")};
}

Result<std::string> Api::look(std::string const& path) {
  http::Request request;
  request.method = http::Method::get;
  request.target = path;
  TROTH_TRY(auto response, client_->send(request));
  if (response.status == 200) return std::move(response.body);
  return fail(Code::conflict, "the cell gave another answer than the demo needs", path,
              std::to_string(response.status) + " " + response.body);
}

Result<Answer> Api::expect(Secret const& token, Ask const& what, int status) {
  TROTH_TRY(auto answer, ask(token, what));
  if (answer.status == status) return answer;
  return fail(Code::conflict, "the cell gave another answer than the demo needs", what.line(),
              std::to_string(answer.status) + " " + answer.body);
}

}  // namespace troth::cli

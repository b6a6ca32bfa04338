#include <algorithm>
#include <cctype>

#include "base/plain_text.h"
#include "probe/scene.h"

namespace troth::probe {
namespace {

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

/// Enough of a body to tell what happened, on one line.
std::string shortened(std::string body) {
  std::ranges::replace(body, '\n', ' ');
  constexpr std::size_t kMost = 300;
  return std::string(cut_text(body, kMost));
}

}  // namespace

std::string Answer::event() const {
  auto it = headers.find("audit-event");
  return it == headers.end() ? std::string() : it->second;
}

Result<http::JsonValue::Object> Answer::object() const {
  TROTH_TRY(auto value, http::parse_json(body));
  if (value.object() == nullptr) return fail(Code::invalid, "the answer is no JSON object");
  return *value.object();
}

Result<std::string> Answer::text(std::string_view member) const {
  TROTH_TRY(auto const members, object());
  auto const it = members.find(member);
  if (it == members.end() || it->second.text() == nullptr)
    return fail(Code::invalid, "the answer lacks a member", std::string(member));
  return *it->second.text();
}

Caller::Caller(client::Target target, std::optional<Secret> token)
    : target_(std::move(target)), token_(std::move(token)) {}

void Caller::follow(client::Target const& target) {
  if (target.url == target_.url && target.socket == target_.socket) return;
  target_ = target;
  client_.reset();
}

Result<Answer> Caller::ask(http::Method method, std::string const& path, std::string body, Headers headers) {
  if (!why_not_.empty()) return fail(Code::denied, why_not_);
  if (std::chrono::steady_clock::now() >= until_) return fail(Code::expired, "the probe's time is over");
  if (!client_) {
    TROTH_TRY(client_, client::connect(target_));
  }
  http::Request request;
  request.method = method;
  request.target = path;
  request.body = std::move(body);
  if (token_) request.headers.add("Authorization", "Bearer " + std::string(as_text(token_->view())));
  for (auto& [name, value] : headers) request.headers.add(name, std::move(value));
  TROTH_TRY(auto response, client_->send(request));
  Answer out{response.status, std::move(response.body), {}};
  for (auto const& [name, value] : response.headers) out.headers.insert_or_assign(lower(name), value);
  if (traces_ && (out.status == 200 || out.status == 201)) traces_->note(path, out.body);
  return out;
}

Result<Answer> Caller::expect(int status, http::Method method, std::string const& path, std::string body,
                              Headers headers) {
  TROTH_TRY(auto answer, ask(method, path, std::move(body), std::move(headers)));
  if (answer.status == status) return answer;
  return fail(Code::conflict, "the cell gave another answer than the probe needs",
              std::string(http::name(method)) + " " + path,
              std::to_string(answer.status) + " instead of " + std::to_string(status) + ": " + shortened(answer.body));
}

}  // namespace troth::probe

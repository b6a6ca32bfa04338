#include "log_api.h"

#include <chrono>
#include <iostream>
#include <thread>

#include "base/id.h"

namespace troth::cli {
namespace {

constexpr int kTries = 8;  // pauses of 0.2 s, doubling: half a minute in all

std::string authorization(Secret const& token) { return "Bearer " + std::string(as_text(token.view())); }

/// "the detail. What to do", from a problem's body; the status alone if it is none.
std::string words_of(http::Response const& response) {
  std::string out = std::to_string(response.status);
  auto problem = http::parse_json(response.body);
  if (!problem || !problem->object()) return out;
  for (char const* name : {"detail", "next"}) {
    auto it = problem->object()->find(name);
    if (it != problem->object()->end() && it->second.text()) out += (*name == 'd' ? " " : "; ") + *it->second.text();
  }
  return out;
}

}  // namespace

Result<LogApi> LogApi::open(LogArguments const& arguments) {
  TROTH_TRY(check_id("--tenant", arguments.tenant));
  TROTH_TRY(auto client, arguments.connection.open());
  if (!arguments.open_log.empty()) return LogApi(std::move(client), "/log/" + arguments.open_log, "");
  TROTH_TRY(auto token, arguments.connection.token());
  std::string const base = arguments.tenant.empty() ? "/v1/cell/log" : "/v1/tenants/" + arguments.tenant + "/log";
  return LogApi(std::move(client), base, authorization(token));
}

Result<LogApi> LogApi::open_public(LogArguments const& arguments) {
  TROTH_TRY(auto client, arguments.connection.open());
  return LogApi(std::move(client), "/log", "");
}

Result<http::Response> LogApi::send(http::Method method, std::string const& path, std::string body) {
  http::Request request;
  request.method = method;
  request.target = base_ + path;
  request.body = std::move(body);
  if (!authorization_.empty()) request.headers.add("Authorization", authorization_);
  return client_->send(request);
}

Result<http::Response> LogApi::need(std::string const& path) {
  for (int attempt = 1;; ++attempt) {
    TROTH_TRY(auto response, get(path));
    if (response.status < 400) return response;
    bool const busy = response.headers.get("Retry-After").has_value();
    if (!busy || attempt == kTries)
      return fail(busy ? Code::unavailable : Code::conflict, "the cell refused", base_ + path, words_of(response));
    std::this_thread::sleep_for(std::chrono::milliseconds(100 << attempt));
  }
}

std::string query(std::initializer_list<std::pair<std::string_view, std::string>> members) {
  constexpr std::string_view kPlain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  std::string out;
  for (auto const& [name, value] : members) {
    if (value.empty()) continue;
    out += (out.empty() ? '?' : '&') + std::string(name) + '=';
    for (char c : value)
      out += kPlain.find(c) != kPlain.npos ? std::string(1, c) : '%' + hex(as_bytes(std::string_view(&c, 1)));
  }
  return out;
}

Result<> check_id(std::string_view option, std::string const& id) {
  if (id.empty() || parse_uuid(id)) return {};
  if (option == "--token")
    return fail(Code::invalid, "--token takes the id of a token, never the token: look in an event's `token`");
  return fail(Code::invalid, "this is no id: 36 characters, such as 01a20109-…, in small letters",
              std::string(option) + " " + id);
}

Result<std::string> moment(std::string_view option, std::string const& text) {
  constexpr std::size_t kDate = 10;
  if (text.empty()) return text;
  std::string const whole =
      text.size() == kDate ? text + (option == "--to" ? "T23:59:59.999999Z" : "T00:00:00Z") : text;
  if (parse_rfc3339(whole)) return whole;
  return fail(Code::invalid, "a moment is 2026-11-22 or 2026-11-22T09:30:00Z, in UTC",
              std::string(option) + " " + text);
}

void say_event(http::Response const& response) {
  if (auto event = response.headers.get("Audit-Event")) std::cerr << "event " << *event << "\n";
}

int refused(http::Response const& response, bool json) {
  int const code = report(response, json);
  if (json) return code;
  if (response.status == 401 || response.status == 403)
    std::cerr << "  A log is read with a token of a principal that has the permission read_log and no other; an "
                 "administrator makes one, nobody has it by rank.\n";
  if (auto after = response.headers.get("Retry-After")) std::cerr << "  Repeat in " << *after << " s.\n";
  return code;
}

int answer(Result<http::Response> const& response, bool json, Tell const& tell) {
  if (!response) return report(response.error());
  if (response->status >= 400) return refused(*response, json);
  if (json) return report(*response, true);
  auto body = http::parse_json(response->body, {.depth = 32, .bytes = 64u << 20});
  if (!body) return report(body.error());
  if (!body->object()) return report(fail(Code::corrupt, "the answer is no JSON object; is this the log's cell?"));
  auto told = tell(*body->object());
  if (!told) return report(told.error());
  say_event(*response);
  return *told;
}

}  // namespace troth::cli

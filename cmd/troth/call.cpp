
#include <algorithm>
#include <chrono>
#include <fstream>
#include <iostream>
#include <iterator>
#include <thread>

#include "app/cell.h"
#include "base/private_file.h"
#include "commands.h"
#include "http/json.h"
#include "progress.h"

namespace troth::cli {
namespace {

Result<http::Request> authorised(Connection const& connection, http::Method method, std::string target,
                                 std::string body = {}) {
  TROTH_TRY(auto token, connection.token());
  http::Request request;
  request.method = method;
  request.target = std::move(target);
  request.body = std::move(body);
  request.headers.add("Authorization", "Bearer " + std::string(as_text(token.view())));
  return request;
}

Result<http::Response> ask(Connection const& connection, http::Method method, std::string target,
                           std::string body = {}) {
  TROTH_TRY(auto client, connection.open());
  TROTH_TRY(auto request, authorised(connection, method, std::move(target), std::move(body)));
  return client->send(request);
}

Result<std::string> read_body(std::string const& file) {
  if (file.empty()) return std::string();
  if (file == "-") return std::string(std::istreambuf_iterator<char>(std::cin), {});
  std::ifstream in(file, std::ios::binary);
  if (!in) return fail(Code::invalid, "the body file cannot be read", file);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

/// Follows an epoch job until it is done.
Result<> follow(Connection const& connection, std::string const& location) {
  Progress progress("re-wrapping keys");
  auto pause = std::chrono::milliseconds(100);
  for (;;) {
    TROTH_TRY(auto answer, ask(connection, http::Method::get, location));
    if (answer.status >= 400)
      return fail(Code::conflict, "the cell does not say how far the epoch is; it goes on by itself", location,
                  "status " + std::to_string(answer.status));
    TROTH_TRY(auto job, http::JsonReader::object(answer.body));
    TROTH_TRY(std::string state, job.text("state", 40));
    TROTH_TRY(auto rows, job.integer("rows", 0, INT64_MAX >> 11));
    TROTH_TRY(auto left, job.integer("rows_left", 0, INT64_MAX >> 11));
    progress.show(static_cast<std::uint64_t>(rows - left), static_cast<std::uint64_t>(rows));
    if (state == "completed") return {};
    // Each look is an event in the cell's log: a long epoch is looked at less and less often.
    pause = std::min(pause * 2, std::chrono::milliseconds(10'000));
    std::this_thread::sleep_for(pause);
  }
}

}  // namespace

int call(Connection const& connection, CallArguments const& arguments) {
  auto body = read_body(arguments.body_file);
  if (!body) return report(body.error());
  auto method = http::parse_method(arguments.method);
  if (method == http::Method::other) return report(fail(Code::invalid, "there is no such method", arguments.method));
  auto client = connection.open();
  if (!client) return report(client.error());
  auto request = authorised(connection, method, arguments.path, std::move(*body));
  if (!request) return report(request.error());
  if (!arguments.purpose.empty()) request->headers.add("Purpose", arguments.purpose);
  if (!arguments.reason.empty()) request->headers.add("Reason", arguments.reason);
  if (!arguments.if_match.empty()) request->headers.add("If-Match", arguments.if_match);
  if (!arguments.idempotency_key.empty()) request->headers.add("Idempotency-Key", arguments.idempotency_key);
  auto answer = (*client)->send(*request);
  if (!answer) return report(answer.error());
  return report(*answer, connection.json);
}

int keys_status(Connection const& connection) {
  auto answer = ask(connection, http::Method::get, "/v1/cell/keys");
  return answer ? report(*answer, connection.json) : report(answer.error());
}

int keys_epoch(Connection const& connection) {
  auto answer = ask(connection, http::Method::post, "/v1/cell/epochs");
  if (!answer) return report(answer.error());
  if (answer->status >= 400) return report(*answer, connection.json);
  if (auto done = follow(connection, std::string(answer->headers.get("Location").value_or(""))); !done)
    return report(done.error());
  return keys_status(connection);
}

int first_admin(Connection const& connection, std::filesystem::path const& out, bool renew) {
  if (connection.data.empty())
    return report(fail(Code::invalid, "the first administrator is made on the cell's machine: --data DIR"));
  if (renew) {
    auto renewed = app::renew_first_admin(connection.data);
    if (!renewed) return report(renewed.error());
    std::cout << "A new token is in " << (connection.data / "first-admin").string() << ", good for one hour.\n";
    return kOk;
  }
  Connection first = connection;
  first.token_file = connection.data / "first-admin";
  auto answer = ask(first, http::Method::post, "/v1/cell/administrators");
  if (!answer) return report(answer.error());
  if (answer->status >= 400) return report(*answer, connection.json);
  auto body = http::JsonReader::object(answer->body);
  auto token = body ? body->text("token", 200) : Result<std::string>(body.error());
  if (!token) return report(token.error());
  auto path = std::filesystem::absolute(out);
  if (auto kept = write_private_file(path, *token + "\n"); !kept) return report(kept.error());
  std::filesystem::remove(first.token_file);  // used up
  std::cout << "You are the first administrator. Your token is in " << path.string() << ", good for 90 days.\n"
            << "  troth keys status --data " << connection.data.string() << " --token-file " << path.string() << "\n";
  return kOk;
}

}  // namespace troth::cli

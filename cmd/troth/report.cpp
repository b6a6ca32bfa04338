#include <fstream>
#include <iostream>
#include <sstream>

#include "base/private_file.h"
#include "commands.h"
#include "http/json.h"
#include "http/problem.h"

namespace troth::cli {
namespace {

/// The member's text, or nothing.
std::string member(http::JsonValue::Object const& object, std::string_view name) {
  auto it = object.find(name);
  return it != object.end() && it->second.text() ? *it->second.text() : std::string();
}

}  // namespace

int report(Error const& error) {
  std::cerr << "troth: " << error.message;
  if (!error.at.empty()) std::cerr << " (" << error.at << ")";
  if (!error.detail.empty()) std::cerr << ": " << error.detail;
  std::cerr << "\n";
  if (error.code == Code::unavailable) return kUnreachable;
  return error.code == Code::invalid ? kUsage : kFinding;
}

int report(http::Response const& response, bool json) {
  if (response.status < 400) {
    std::cout << response.body << "\n";
    if (auto event = response.headers.get("Audit-Event"); event && !json) std::cerr << "event " << *event << "\n";
    return kOk;
  }
  if (json) {
    std::cout << response.body << "\n";
    return kFinding;
  }
  auto parsed = http::parse_json(response.body);
  if (!parsed || !parsed->object()) {
    std::cerr << "troth: the cell answered " << response.status << "\n";
    return kFinding;
  }
  auto const& problem = *parsed->object();
  std::cerr << "troth: " << member(problem, "detail") << " (" << response.status;
  if (auto at = member(problem, "at"); !at.empty()) std::cerr << ", at " << at;
  std::cerr << ")\n";
  if (auto next = member(problem, "next"); !next.empty()) std::cerr << "  " << next << "\n";
  return kFinding;
}

Result<> put_out(std::filesystem::path const& out, std::string_view bytes) {
  if (out != "-") return write_private_file(std::filesystem::absolute(out), bytes);
  std::cout << bytes << std::flush;
  return std::cout ? Result<>() : fail(Code::storage_full, "standard output takes no more");
}

Result<std::unique_ptr<client::Client>> Connection::open() const {
  if (!data.empty()) return client::connect({data / "admin.sock", "", ""});
  if (server.empty()) return fail(Code::invalid, "say where the cell is: --data DIR, or --server URL --ca FILE");
  return client::connect({"", server, ca});
}

Result<Secret> Connection::token() const {
  if (token_file.empty())
    return fail(Code::invalid, "name the file that holds your token: --token-file FILE, or TROTH_TOKEN_FILE");
  std::ifstream in(token_file);
  std::string line;
  if (!std::getline(in, line)) return fail(Code::invalid, "the token file cannot be read", token_file.string());
  auto out = Secret::copy_of(as_bytes(line));
  explicit_bzero(line.data(), line.size());
  return out;
}

}  // namespace troth::cli

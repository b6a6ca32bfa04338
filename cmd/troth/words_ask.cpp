#include <fcntl.h>
#include <unistd.h>

#include <iostream>

#include "http/json.h"
#include "words.h"

// Asking: one answer, or page after page.

namespace troth::cli {
namespace {

/// Where pages go: standard output, or a new file that only its owner reads. A page is written before the next is asked
/// for, so that what breaks off has lost nothing, and says with which cursor it goes on.
class Out {
 public:
  Out() = default;
  Out(Out const&) = delete;
  ~Out() {
    if (file_ >= 0) ::close(file_);
  }
  /// An interrupted export is continued in its file.
  Result<> open(std::string const& name, bool go_on) {
    if (name == "-") return {};
    file_ = ::open(name.c_str(), O_WRONLY | O_CLOEXEC | (go_on ? O_APPEND : O_CREAT | O_EXCL), 0600);
    if (file_ >= 0) return {};
    return fail(Code::invalid, go_on ? "there is no such file to go on with" : "this file cannot be made anew", name);
  }
  Result<> write(std::string_view bytes) {
    if (file_ < 0) {
      std::cout << bytes << std::flush;
      return std::cout ? Result<>() : fail(Code::storage_full, "standard output takes no more");
    }
    while (!bytes.empty()) {
      auto const some = ::write(file_, bytes.data(), bytes.size());
      if (some < 0 && errno == EINTR) continue;
      if (some < 0) return fail(Code::storage_full, "the file takes no more");
      bytes.remove_prefix(static_cast<std::size_t>(some));
    }
    return ::fsync(file_) == 0 ? Result<>() : fail(Code::storage_full, "the file may not be on the disk");
  }

 private:
  int file_ = -1;
};

/// The cursor of the next page: of the header, or of the body's member `next`. Empty after the last.
std::string next_of(http::Response const& answer) {
  if (auto const cursor = answer.headers.get("Next-Cursor")) return std::string(*cursor);
  if (answer.headers.get("Content-Type") != "application/json") return {};
  auto const body = http::parse_json(answer.body);
  if (!body || !body->object()) return {};
  auto const next = body->object()->find("next");
  return next != body->object()->end() && next->second.text() ? *next->second.text() : std::string();
}

std::string whole_lines(std::string page) {
  if (!page.empty() && page.back() != '\n') page += '\n';
  return page;
}

Result<http::Response> send(client::Client& client, Way const& way, WordArguments const& arguments) {
  TROTH_TRY(auto request, request_of(way, arguments));
  TROTH_TRY(auto token, arguments.connection.token());
  request.headers.add("Authorization", "Bearer " + std::string(as_text(token.view())));
  return client.send(request);
}

int broken_off(std::string const& cursor, int code) {
  if (!cursor.empty()) std::cerr << "  Go on with: --cursor '" << cursor << "'\n";
  return code;
}

int ask_pages(client::Client& client, Way const& way, WordArguments arguments) {
  Out out;
  std::string cursor = arguments.given.contains("cursor") ? arguments.given["cursor"] : "";
  if (auto open = out.open(arguments.out, !cursor.empty()); !open) return report(open.error());
  do {
    if (!cursor.empty()) arguments.given["cursor"] = cursor;
    auto answer = send(client, way, arguments);
    if (!answer) return broken_off(cursor, report(answer.error()));
    if (answer->status >= 400) return broken_off(cursor, report(*answer, arguments.connection.json));
    if (auto written = out.write(whole_lines(answer->body)); !written)
      return broken_off(cursor, report(written.error()));
    cursor = next_of(*answer);
  } while (!cursor.empty());
  return kOk;
}

}  // namespace

int ask(Word const& word, WordArguments const& arguments) {
  auto way = chosen(word, arguments);
  if (!way) return report(way.error());
  auto client = arguments.connection.open();
  if (!client) return report(client.error());
  if ((*way)->pages) return ask_pages(**client, **way, arguments);
  auto answer = send(**client, **way, arguments);
  return answer ? report(*answer, arguments.connection.json) : report(answer.error());
}

}  // namespace troth::cli

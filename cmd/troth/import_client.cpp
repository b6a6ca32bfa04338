#include "import_client.h"

#include <chrono>
#include <thread>

#include "http/json.h"

namespace troth::cli {
namespace {

constexpr std::size_t kChunkBytes = 3u << 19;   // 1.5 MiB: below the route's 2 MiB with one long line to spare
constexpr std::size_t kLineBytes = 256u << 10;  // what the cell takes for one line
constexpr int kTries = 8;                       // pauses of 0.2 s, doubling: half a minute in all

http::Request request(ImportJob const& job, http::Method method, std::string target, std::string body = {}) {
  http::Request out;
  out.method = method;
  out.target = "/v1/tenants/" + job.tenant + "/imports" + std::move(target);
  out.headers.add("Authorization", job.authorization);
  out.body = std::move(body);
  return out;
}

/// Sends until there is an answer that is not "later": a chunk is idempotent by its number, so a repeat is safe.
Result<http::JsonReader> send(client::Client& client, http::Request const& request) {
  for (int attempt = 1;; ++attempt) {
    auto answer = client.send(request);
    bool const later = !answer || answer->status == 429 || answer->status == 503;
    if (later && attempt < kTries) {
      std::this_thread::sleep_for(std::chrono::milliseconds(100 << attempt));
      continue;
    }
    if (!answer) return std::move(answer).error();
    if (answer->status < 400) return http::JsonReader::object(answer->body);
    return fail(Code::conflict, "the cell refused the import", "status " + std::to_string(answer->status),
                answer->body);
  }
}

struct Chunk {
  std::vector<std::string> lines;
  std::string body;
  std::vector<std::size_t> too_long;  ///< of `lines`; an empty line goes in their place, so that the numbers stay
};

bool fill(std::istream& in, std::size_t most_lines, Chunk& chunk) {
  chunk = {};
  std::string line;
  while (chunk.lines.size() < most_lines && chunk.body.size() < kChunkBytes && std::getline(in, line)) {
    if (line.size() > kLineBytes)
      chunk.too_long.push_back(chunk.lines.size());
    else
      chunk.body += line;
    chunk.body += '\n';
    chunk.lines.push_back(std::move(line));
  }
  return !chunk.lines.empty();
}

Result<> tell_rejected(http::JsonValue const& rejected, Chunk const& chunk, std::uint64_t first,
                       OnRejected const& on_rejected) {
  if (!rejected.array()) return {};  // a replayed chunk gives a count only
  for (std::size_t i = 0; i < rejected.array()->size(); ++i) {
    TROTH_TRY(auto entry, http::JsonReader::object((*rejected.array())[i], "/rejected"));
    TROTH_TRY(auto number, entry.integer("line", 1, static_cast<std::int64_t>(chunk.lines.size())));
    TROTH_TRY(std::string problem, entry.text("problem", 1'000));
    TROTH_TRY(auto at, entry.maybe_text("at", 1'000));
    auto const index = static_cast<std::size_t>(number - 1);
    on_rejected({first + index, chunk.lines[index], problem, at.value_or("")});
  }
  return {};
}

Result<> take_answer(http::JsonReader answer, Chunk const& chunk, std::uint64_t first, ImportOutcome& outcome,
                     OnRejected const& on_rejected) {
  TROTH_TRY(auto accepted, answer.integer("accepted", 0, INT32_MAX));
  outcome.accepted += accepted;
  ++outcome.chunks;
  TROTH_TRY(auto rejected, answer.any("rejected"));
  // Counted by what the cell set aside, not by the lines that were not accepted: empty ones are neither.
  outcome.rejected += rejected.integer() ? *rejected.integer() : rejected.array() ? std::ssize(*rejected.array()) : 0;
  outcome.rejected += std::ssize(chunk.too_long);
  for (auto index : chunk.too_long)
    on_rejected({first + index, chunk.lines[index], "a line holds at most 256 KiB", ""});
  TROTH_TRY(tell_rejected(rejected, chunk, first, on_rejected));
  auto made = answer.maybe_any("made");
  if (made && made->object())
    for (auto const& [label, id] : *made->object())
      if (id.text()) outcome.made.emplace(label, *id.text());
  return {};
}

}  // namespace

Result<ImportOutcome> run_import(client::Client& client, ImportJob const& job, std::istream& lines,
                                 std::function<void(std::string const&)> const& opened, OnChunk const& on_chunk,
                                 OnRejected const& on_rejected) {
  bool const fresh = job.import_id.empty();
  auto first_request = fresh ? request(job, http::Method::post, "", "{\"collection\":\"" + job.collection + "\"}")
                             : request(job, http::Method::get, "/" + job.import_id);
  TROTH_TRY(auto state, send(client, first_request));
  ImportOutcome outcome;
  TROTH_TRY(outcome.import_id, state.text("import", 40));
  TROTH_TRY(auto next, state.integer("next_chunk", 0, INT32_MAX));
  opened(outcome.import_id);

  Chunk chunk;
  std::uint64_t line = 1;
  for (std::int64_t number = 0; fill(lines, job.lines_per_chunk, chunk); ++number) {
    std::uint64_t const bytes = chunk.body.size();
    if (number >= next) {
      auto const target = "/" + outcome.import_id + "/chunks/" + std::to_string(number);
      TROTH_TRY(auto answer, send(client, request(job, http::Method::put, target, std::move(chunk.body))));
      TROTH_TRY(take_answer(std::move(answer), chunk, line, outcome, on_rejected));
    }
    line += chunk.lines.size();
    on_chunk(bytes);
  }
  TROTH_TRY(send(client, request(job, http::Method::post, "/" + outcome.import_id + "/close")));
  return outcome;
}

}  // namespace troth::cli

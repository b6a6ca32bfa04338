#include <unistd.h>

#include <algorithm>
#include <iostream>

#include "log_api.h"
#include "log_lines.h"
#include "log_table.h"
#include "merkle/checkpoint.h"
#include "merkle/note.h"
#include "progress.h"

// Events as NDJSON, page by page. A page is in the file before the next is asked for, so what was cut off goes on.

namespace troth::cli {
namespace {

/// unmapped.troth of a line: which leaf of which log.
struct Leaf {
  std::string origin;
  std::int64_t index = 0;

  static Result<Leaf> of(std::string_view line) {
    TROTH_TRY(auto event, http::JsonReader::object(line));
    TROTH_TRY(auto unmapped, event.any("unmapped"));
    TROTH_TRY(auto names, http::JsonReader::object(std::move(unmapped), "/unmapped"));
    TROTH_TRY(auto troth, names.any("troth"));
    TROTH_TRY(auto own, http::JsonReader::object(std::move(troth), "/unmapped/troth"));
    Leaf out;
    TROTH_TRY(out.origin, own.text("origin", 1'000));
    TROTH_TRY(out.index, own.integer("index", 0, INT64_MAX >> 11));
    return out;
  }
  bool follows(Leaf const& last) const {
    auto const log = [](std::string const& name) { return std::string_view(name).substr(0, name.rfind('/')); };
    if (origin == last.origin) return index == last.index + 1;
    return index == 0 && log(origin) == log(last.origin);  // the next epoch
  }
};

/// A file that begins in the middle, lacks a line or is of another log must not go on as if it were whole.
Result<> check_follows(std::string_view page, std::string const& last) {
  if (last.empty() || page.empty()) return {};
  auto const before = Leaf::of(last), next = Leaf::of(page.substr(0, page.find('\n')));
  if (before && next && next->follows(*before)) return {};
  return fail(Code::conflict, "this is no whole export of this log; begin a new one without --resume",
              before ? "last leaf " + std::to_string(before->index) : std::string("last line"));
}

/// How many leaves the log has at its newest seal, for the bar; 0 if it does not say.
std::uint64_t sealed_size(LogApi& api) {
  auto response = api.get("/checkpoint");
  if (!response || response->status >= 400) return 0;
  auto note = merkle::Note::parse(response->body);
  auto head = note ? merkle::Checkpoint::parse(note->text) : Result<merkle::Checkpoint>(note.error());
  return head ? head->size : 0;
}

/// The cursor counts the events of a log from its first, over all epochs: so it is the number of lines there are.
Result<> run(LogApi& api, Lines& lines) {
  std::string cursor = lines.count() > 0 ? std::to_string(lines.count()) : "";
  std::uint64_t const size = isatty(STDERR_FILENO) == 1 ? sealed_size(api) : 0;
  Progress progress("exporting events");
  do {
    TROTH_TRY(auto page, api.need("/export" + query({{"cursor", cursor}})));
    TROTH_TRY(check_follows(page.body, lines.last()));
    TROTH_TRY(lines.append(page.body));
    cursor = page.headers.get("Next-Cursor").value_or("");
    progress.show(lines.count(), cursor.empty() ? lines.count() : std::max(size, lines.count()));
  } while (!cursor.empty());
  return {};
}

}  // namespace

int log_export(LogArguments const& arguments) {
  auto api = LogApi::open(arguments);
  if (!api) return report(api.error());
  auto lines = Lines::open(arguments.out, arguments.resume);
  if (!lines) return report(lines.error());
  auto const before = lines->count();
  auto done = run(*api, *lines);
  auto const count = static_cast<std::int64_t>(lines->count() - before);
  if (done) {
    std::cerr << counted(count, "event") << " exported\n";
    return kOk;
  }
  int const code = report(done.error());
  if (arguments.out != "-" && count > 0)
    std::cerr << "  " << counted(count, "event") << " came and are kept. Go on with: troth log export --resume --out "
              << arguments.out << " ...\n";
  return code;
}

}  // namespace troth::cli

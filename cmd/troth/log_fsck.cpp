#include <iostream>

#include "app/fsck.h"
#include "base/json_writer.h"
#include "log.h"
#include "progress.h"

namespace troth::cli {
namespace {

void print_json(app::FsckOutcome const& out) {
  Json json;
  json.object().member("logs", out.logs.logs).member("leaves", out.logs.leaves).member("seals", out.logs.seals);
  json.member("served", out.served);
  if (out.parts) {
    json.key("parts").object().member("opened", out.parts->opened).member("erased", out.parts->erased).end();
    json.key("records").object().member("compared", out.parts->records);
    json.member("imported", out.parts->imported).end();
  }
  json.member("found", out.logs.findings.total()).key("findings").array();
  for (auto const& finding : out.logs.findings.list()) {
    json.object().member("log", finding.log).member("where", finding.where);
    json.member("says", finding.says).end();
  }
  std::cout << json.end().end().text() << "\n";
}

void print_summary(app::FsckOutcome const& out, app::FsckOptions const& options) {
  std::cout << out.logs.logs << " logs, " << out.logs.leaves << " leaves, " << out.logs.seals << " seals";
  if (out.served) std::cout << " (of this moment: the cell is being served)";
  std::cout << "\n";
  if (out.parts) std::cout << out.parts->opened << " parts opened, " << out.parts->erased << " erased\n";
  if (!options.records) return;
  std::cout << out.parts->records << " records compared with their newest event\n";
  if (out.parts->imported > 0)
    std::cout << out.parts->imported
              << " records came by import and are only counted: the log has one hash over each chunk\n";
}

void print(app::FsckOutcome const& out, app::FsckOptions const& options) {
  auto const& findings = out.logs.findings;
  for (auto const& finding : findings.list())
    std::cout << finding.log << ", " << finding.where << ": " << finding.says << "\n";
  if (findings.total() > findings.list().size())
    std::cout << "and " << findings.total() - findings.list().size() << " more\n";
  print_summary(out, options);
  std::cout << (findings.total() == 0 ? "nothing found" : std::to_string(findings.total()) + " found") << "\n";
}

}  // namespace

int log_fsck(LogArguments const& arguments) {
  app::FsckOptions const options{arguments.check_parts, arguments.check_records};
  std::optional<Progress> bar;
  int shown = 0;
  auto out = app::fsck_cell(arguments.connection.data, options, [&](int step, std::uint64_t done, std::uint64_t of) {
    if (step != shown) bar.emplace(step == 1 ? "logs " : "parts");
    shown = step;
    bar->show(done, of);
  });
  bar.reset();
  if (!out) return report(out.error());
  arguments.connection.json ? print_json(*out) : print(*out, options);
  return out->logs.findings.total() == 0 ? kOk : kFinding;
}

}  // namespace troth::cli

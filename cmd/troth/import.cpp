#include <fstream>
#include <iostream>

#include "base/json_writer.h"
#include "commands.h"
#include "import_client.h"
#include "progress.h"

namespace troth::cli {
namespace {

int say(ImportOutcome const& outcome, std::string const& rejected_file, bool json) {
  if (json) {
    Json out;
    out.object().member("import", outcome.import_id).member("accepted", outcome.accepted);
    out.member("rejected", outcome.rejected).member("chunks", outcome.chunks).end();
    std::cout << out.text() << "\n";
  } else {
    std::cout << outcome.accepted << " records in " << outcome.chunks << " chunks";
    if (outcome.rejected > 0)
      std::cout << "; " << outcome.rejected << " lines were refused and are kept in " << rejected_file;
    std::cout << "\n";
  }
  return outcome.rejected > 0 ? kFinding : kOk;
}

}  // namespace

int import(Connection const& connection, ImportArguments const& arguments) {
  std::ifstream in(arguments.file, std::ios::binary);
  if (!in) return report(fail(Code::invalid, "the file cannot be read", arguments.file));
  auto client = connection.open();
  if (!client) return report(client.error());
  auto token = connection.token();
  if (!token) return report(token.error());

  std::error_code ignored;
  std::uint64_t const size = std::filesystem::file_size(arguments.file, ignored);
  std::string const rejected_file =
      arguments.rejected_file.empty() ? arguments.file + ".rejected" : arguments.rejected_file;
  std::ofstream rejected;
  std::string id;
  std::uint64_t sent = 0;
  Progress progress("importing");
  ImportJob const job{arguments.tenant, arguments.collection, arguments.import_id,
                      "Bearer " + std::string(as_text(token->view())), arguments.lines_per_chunk};
  auto outcome = run_import(
      **client, job, in, [&](std::string const& opened) { id = opened; },
      [&](std::uint64_t bytes) { progress.show(sent += bytes, size); },
      [&](RejectedLine const& line) {
        if (!rejected.is_open()) rejected.open(rejected_file, std::ios::app);
        rejected << line.line << std::endl;  // at once: the cell keeps no copy, and we may be killed
        std::cerr << "line " << line.number << ": " << line.problem << (line.at.empty() ? "" : " (" + line.at + ")")
                  << "\n";
      });
  if (!outcome) {
    int const code = report(outcome.error());
    if (!id.empty()) std::cerr << "  What was sent is kept. Go on with: troth import --resume " << id << " ...\n";
    return code;
  }
  return say(*outcome, rejected_file, connection.json);
}

}  // namespace troth::cli

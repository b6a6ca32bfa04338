#include <iostream>

#include "commands.h"
#include "log_table.h"
#include "oscal.h"
#include "oscal/oscal.h"
#include "tom_cell.h"

namespace troth::cli {
namespace {

Result<std::size_t> written(OscalArguments const& arguments) {
  auto const now = SystemClock().now();
  TROTH_TRY(auto cell, CellFiles::open(arguments.data));
  TROTH_TRY(auto const board, cell.board(now));
  TROTH_TRY(auto const version, trust::effective(cell.snapshot(), now));
  TROTH_TRY(auto const documents, oscal::documents(board, version ? &*version : nullptr, now));
  TROTH_TRY(write_oscal(arguments.out, documents));
  return documents.size();
}

}  // namespace

int oscal_export(OscalArguments const& arguments) {
  auto const count = written(arguments);
  if (!count) return report(count.error());
  std::cout << counted(static_cast<std::int64_t>(*count), "file") << " in " << arguments.out.string()
            << ". Check them there with:\n  trestle validate -a\n";
  return kOk;
}

void oscal_options(CLI::App& app, OscalArguments& arguments, int& code) {
  auto* tree = app.add_subcommand("oscal", "clauses and evidence as OSCAL 1.2.1, for tools of others");
  tree->require_subcommand(1);
  auto* all = tree->add_subcommand("export", "all five documents, and the evidence entries they name");
  all->add_option("--data", arguments.data, "folder of the cell, served or not")->required();
  all->add_option("--out", arguments.out, "folder to write to; it becomes a workspace of compliance-trestle")
      ->required();
  all->callback([&] { code = oscal_export(arguments); });
}

}  // namespace troth::cli

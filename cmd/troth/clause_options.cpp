#include "clause.h"

namespace troth::cli {

void clause_options(CLI::App& app, ClauseArguments& arguments, int& code) {
  auto* clause = app.add_subcommand("clause", "the clauses of the TOM documents: what is promised, and how it stands");
  clause->require_subcommand(1);

  auto* list = clause->add_subcommand("list", "the status of each clause of a cell, served or stopped");
  list->add_option("--data", arguments.data, "folder of the cell")->required();
  list->add_option("--profile", arguments.profile, "whose clauses (default: those of the two source documents)")
      ->check(CLI::IsMember({"trueengage", "landbot", "extension", "all"}));
  list->add_flag("--json", arguments.json, "machine-readable output");
  list->callback([&] { code = clause_list(arguments); });

  auto* show = clause->add_subcommand("show", "one clause: its sentence, how it is attacked, what it maps to");
  show->add_option("clause", arguments.clause, "its id, such as TE-1.2")->required();
  show->add_flag("--json", arguments.json, "machine-readable output");
  show->callback([&] { code = clause_show(arguments); });
}

}  // namespace troth::cli

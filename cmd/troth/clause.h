#pragma once
#include "options.h"

namespace troth::cli {

struct ClauseArguments {
  std::filesystem::path data;
  std::string profile;  ///< trueengage, landbot, extension or all; empty: the two source documents
  std::string clause;   ///< show
  bool json = false;
};
/// The status of each clause of a cell, from its files: served or stopped.
int clause_list(ClauseArguments const& arguments);
/// One clause as this build has it: its sentence, how it is attacked, what it maps to.
int clause_show(ClauseArguments const& arguments);
void clause_options(CLI::App& app, ClauseArguments& arguments, int& code);

}  // namespace troth::cli

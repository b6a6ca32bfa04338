#pragma once
#include <CLI/CLI.hpp>

#include "commands.h"

namespace troth::cli {

struct TomImportArguments {
  std::vector<std::filesystem::path> files;
  bool json = false;
  bool strict = false;  ///< a lint is a finding: exit 1
};

/// `troth tom import FILE...`: an own TOM text as clauses, what each of them may be in our catalogue, and what should
/// not be left as it is. Reads the files, asks no cell, changes nothing.
int tom_import(TomImportArguments const& arguments);

/// Adds `import` to `troth tom`.
void tom_import_options(CLI::App& tom, int& code);

}  // namespace troth::cli

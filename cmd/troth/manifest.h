#pragma once
#include <filesystem>
#include <string>

#include "options.h"

namespace troth::cli {

struct ManifestArguments {
  std::filesystem::path binary, mutant_binary, out, key, file;
  std::string name = "localhost", commit = "unknown";
  bool json = false;
};
/// Shows that every probe can go red, and signs what was seen.
int manifest_make(ManifestArguments const& arguments);
int manifest_show(ManifestArguments const& arguments);
void manifest_options(CLI::App& app, ManifestArguments& arguments, int& code);

}  // namespace troth::cli

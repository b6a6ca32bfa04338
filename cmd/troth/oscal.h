#pragma once
#include <CLI/CLI.hpp>
#include <filesystem>
#include <map>
#include <string>

#include "base/result.h"

namespace troth::cli {

/// Writes documents of oscal::documents into a folder, made if it is missing, which becomes a workspace of
/// compliance-trestle. Files of the same names are replaced, others stay.
Result<> write_oscal(std::filesystem::path const& folder, std::map<std::string, std::string> const& documents);
/// The one whose file is called so: "catalog", "profile", … invalid if there is none.
Result<std::string> one_of(std::map<std::string, std::string> const& documents, std::string const& name);

struct OscalArguments {
  std::filesystem::path data, out;
};
int oscal_export(OscalArguments const& arguments);
/// `troth oscal …`: the option tree.
void oscal_options(CLI::App& app, OscalArguments& arguments, int& code);

}  // namespace troth::cli

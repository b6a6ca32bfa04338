#pragma once
#include <CLI/CLI.hpp>

#include "commands.h"

namespace troth::cli {

struct TrustBundleArguments {
  Connection connection;
  std::string out;  ///< a file, or - for standard output
};

/// `troth trust bundle`: one file that shows what the clauses of a cell rest on, for troth-verify.
void trust_bundle_options(CLI::App& app, TrustBundleArguments& arguments, int& code);

}  // namespace troth::cli

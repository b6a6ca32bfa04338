#pragma once
#include <CLI/CLI.hpp>

#include "commands.h"

namespace troth::cli {

/// What the commands of `troth tom` are told; each looks at its own.
struct TomArguments {
  Connection connection;
  std::int64_t version = 0;                     ///< approve, withdraw; render: 0 is the one that holds
  std::int64_t from = 0, to = 0;                ///< diff
  std::vector<std::string> profiles, promises;  ///< draft; a promise is PARAMETER=NUMBER, so is a target
  std::vector<std::string> accepted;            ///< draft: clauses that are not covered
  std::string effective = "now";                ///< draft: RFC 3339, or now
  std::string profile = "all", format = "md", language = "en", as_of;  ///< render
  std::string document = "profile";  ///< render as oscal to standard output: which of its documents
  std::string out;                   ///< render: a file, a folder for oscal; empty: standard output
};

/// `troth tom …`: the option tree.
void tom_options(CLI::App& app, TomArguments& arguments, int& code);

int tom_draft(TomArguments const& arguments);
int tom_approve(TomArguments const& arguments);
int tom_withdraw(TomArguments const& arguments);
int tom_target(TomArguments const& arguments);
int tom_versions(TomArguments const& arguments);
/// What version `to` takes away from `from` comes first.
int tom_diff(TomArguments const& arguments);
int tom_render(TomArguments const& arguments);

/// Prints a page of HTML as a PDF, by a program of this machine: chromium or weasyprint. unavailable if there is
/// neither, or it fails.
Result<std::string> print_pdf(std::string const& html);

}  // namespace troth::cli

#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "options.h"

namespace troth::cli {

struct ProbeArguments {
  std::vector<std::string> clauses;  ///< none: all that this build has a probe for
  bool live = false, twin = false, json = false;
  std::filesystem::path data, token_file, binary, resume, ca, reader_token_file;
  std::string mutant, url, tenant, by = "operator";
};
/// On twins, of which nothing is kept.
int probe_twin(ProbeArguments const& arguments);
/// Attacks a served cell and hands in its evidence; what kills or damages attacks a twin of it.
int probe_live(ProbeArguments const& arguments);
/// As a customer, with a tenant of its own at a served cell, wherever that is: verdicts are printed and handed in
/// nowhere.
int probe_customer(ProbeArguments const& arguments);
/// Runs each clause before its evidence is stale, until SIGTERM or SIGINT.
int probe_schedule(ProbeArguments const& arguments);
int probe_list(ProbeArguments const& arguments);
void probe_options(CLI::App& app, ProbeArguments& arguments, int& code);

}  // namespace troth::cli

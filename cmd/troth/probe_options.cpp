#include "probe.h"

// The option tree of `troth probe`, and nothing else.

namespace troth::cli {
namespace {

void cell_options(CLI::App* app, ProbeArguments& a) {
  app->add_option(
         "--token-file", a.token_file,
         "file with the token of a principal of the cell that holds run_probes; with --tenant: of the tenant's owner")
      ->envname("TROTH_TOKEN_FILE");
  app->add_option("--url", a.url, "where the cell serves, as a stranger reaches it (default: what DATA/url says)");
  app->add_option("--ca", a.ca, "PEM of the CA of its certificate (default DATA/tls/cert.pem)");
  app->add_option("--by", a.by, "who runs it; stands in the evidence")
      ->capture_default_str()
      ->check(CLI::IsMember({"operator", "auditor"}));
  app->add_option("--binary", a.binary, "the program that serves, of which twins are made (default: this one)");
}

void run_options(CLI::App* probe, ProbeArguments& a, int& code) {
  auto* run = probe->add_subcommand("run", "run probes once: against the served cell, twins, or a tenant of yours");
  run->add_option("clause", a.clauses, "such as TE-1.2 (default: every clause that has a probe)");
  auto* where = run->add_option_group("where", "exactly one of these");
  where->add_flag("--live", a.live, "attack the cell that is served; its log gets the evidence");
  auto* twin = where->add_flag("--twin", a.twin, "attack twins only; nothing is handed in");
  auto* tenant =
      where->add_option("--tenant", a.tenant,
                        "as a customer: attack this tenant of yours, by id, at --url, with its owner's token, "
                        "from any machine; verdicts are printed, nothing is handed in to the cell");
  where->require_option(1);
  run->add_option("--data", a.data, "data folder of the cell; with --twin: whose names the twins take over");
  cell_options(run, a);
  run->add_option("--mutant", a.mutant, "the planted bug to switch on; --binary is then troth-mutant beside this one")
      ->needs(twin);
  run->add_option("--resume", a.resume, "keep verdicts in this file; skip those it has of the same build")->needs(twin);
  run->add_option("--reader-token-file", a.reader_token_file,
                  "with --tenant: file with the token of somebody who reads the tenant's log")
      ->needs(tenant);
  for (auto const* option : {"--data", "--by", "--binary"}) tenant->excludes(run->get_option(option));
  run->add_flag("--json", a.json, "one JSON object at the end");
  run->callback([&] {
    code = !a.tenant.empty() ? cli::probe_customer(a) : a.live ? cli::probe_live(a) : cli::probe_twin(a);
  });
}

}  // namespace

void probe_options(CLI::App& app, ProbeArguments& a, int& code) {
  auto* probe = app.add_subcommand("probe", "try to break each promise");
  probe->require_subcommand(1);
  run_options(probe, a, code);

  auto* schedule = probe->add_subcommand("schedule", "run each probe before its evidence is stale, until SIGTERM");
  schedule->add_option("clause", a.clauses, "such as TE-1.2 (default: every clause that has a probe)");
  schedule->add_option("--data", a.data, "data folder of the cell")->required();
  cell_options(schedule, a);
  schedule->add_flag("--json", a.json, "a JSON object a line");
  schedule->callback([&] { code = cli::probe_schedule(a); });

  auto* list = probe->add_subcommand("list", "the clauses that this build can attack, and how");
  list->add_option("clause", a.clauses, "such as TE-1.2 (default: all)");
  list->add_flag("--json", a.json, "a JSON array");
  list->callback([&] { code = cli::probe_list(a); });
}

}  // namespace troth::cli

#include <CLI/CLI.hpp>

#include "witness.h"

// The option tree of `troth witness`, and nothing else.

namespace troth::cli {

void witness_options(CLI::App& app, WitnessArguments& a, int& code) {
  auto* witness = app.add_subcommand("witness", "watch logs of others: cosign what only ever grows");
  witness->require_subcommand(1);

  auto* init = witness->add_subcommand("init", "make a witness in an empty folder");
  init->add_option("--dir", a.dir, "where the witness will live")->required();
  init->add_option("--name", a.name, "its name, such as witness.example.com")->required();
  init->callback([&a, &code] { code = witness_init(a); });

  auto* trust = witness->add_subcommand("trust", "cosign for these logs from now on; for a stopped witness");
  trust->add_option("--dir", a.dir, "folder of the witness")->required();
  auto* vkeys = trust->add_option("vkeys", a.vkeys, "keys of logs: name+id+base64");
  auto* policy = trust->add_option("--policy", a.policy, "a policy file: the keys of its log lines");
  trust->callback([&a, &code, vkeys, policy] {
    if (vkeys->count() + policy->count() == 0) throw CLI::RequiredError("a vkey or --policy");
    code = witness_trust(a);
  });

  auto* serve = witness->add_subcommand("serve", "serve until SIGTERM or SIGINT");
  serve->add_option("--dir", a.dir, "folder of the witness")->required();
  serve->add_option("--listen", a.listen, "ADDRESS:PORT; port 0 takes a free one")->capture_default_str();
  serve->callback([&a, &code] { code = witness_serve(a); });
}

}  // namespace troth::cli

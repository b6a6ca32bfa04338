#include <CLI/CLI.hpp>
#include <csignal>
#include <iostream>

#include "clause.h"
#include "command_tree.h"
#include "doctor.h"
#include "keys/pkcs11_uri.h"
#include "manifest.h"
#include "options.h"
#include "oscal.h"
#include "probe.h"
#include "tom.h"
#include "trust_bundle.h"
#include "twin.h"
#include "witness.h"

// The option tree, and nothing else: what each command does stands in a file of its own.

namespace troth::cli {

void connection_options(CLI::App* app, Connection& connection) {
  auto* data =
      app->add_option("--data", connection.data, "folder of a running cell on this machine (uses DATA/admin.sock)");
  app->add_option("--server", connection.server, "https URL of a cell, with --ca")->excludes(data);
  app->add_option("--ca", connection.ca, "PEM file of the CA that signed the cell's certificate");
  app->add_option("--token-file", connection.token_file, "file that holds your token")->envname("TROTH_TOKEN_FILE");
  app->add_flag("--json", connection.json, "machine-readable output");
}

}  // namespace troth::cli

namespace {

using namespace troth;
using cli::connection_options;

struct Arguments {
  cli::Connection connection;
  std::filesystem::path data, seal, out = "admin.token";
  std::string cell, region, log_name, store, keys_store;
  std::filesystem::path seal_state;
  bool keys_same_cluster = false;
  bool renew = false, now = false;
  cli::ServeArguments serve;
  cli::CallArguments call;
  cli::ImportArguments import;
  cli::DemoArguments demo;
  cli::WitnessArguments witness;
  cli::LogArguments log;
  cli::TwinArguments twin;
  cli::ProbeArguments probe;
  cli::ManifestArguments manifest;
  cli::ClauseArguments clause;
  cli::TomArguments tom;
  cli::TrustBundleArguments trust_bundle;
  cli::DoctorArguments doctor;
  cli::OscalArguments oscal;
  cli::WordArguments words;
};

void store_options(CLI::App* app, std::string& store, std::string& keys) {
  app->add_option("--store", store, "postgres:// URL of a database for the data, without a password (default data.db)");
  app->add_option("--keys", keys, "another for the keys, in a cluster of its own (default keys.db)");
}

void cell_commands(CLI::App& app, Arguments& a, int& code) {
  auto* init = app.add_subcommand("init", "make a cell in an empty folder");
  init->add_option("--data", a.data, "where the cell will live")->required();
  init->add_option(
          "--seal", a.seal,
          "folder for the root and epoch keys, outside --data, on another disk if you can; or pkcs11:..., a token")
      ->required();
  init->add_option("--seal-state", a.seal_state, "with a token: folder for what was signed last, outside --data");
  init->add_option("--cell", a.cell, "its name, such as eu-1")->required();
  init->add_option("--region", a.region, "its region, such as eu-central")->required();
  init->add_option("--log-name", a.log_name,
                   "how its logs are called, such as log.example.com/eu-1 (default localhost/CELL)");
  store_options(init, a.store, a.keys_store);
  init->add_flag("--keys-same-cluster", a.keys_same_cluster, "the keys may be in the database cluster of the data");
  init->callback([&] {
    bool const token = keys::Pkcs11Uri::is_one(a.seal.string());
    code = cli::init({a.data, token ? a.seal_state : a.seal, a.cell, a.region, false, a.log_name, a.store, a.keys_store,
                      a.keys_same_cluster, token ? a.seal.string() : ""});
  });

  auto* serve = app.add_subcommand("serve", "serve a cell until SIGTERM or SIGINT");
  serve->add_option("--data", a.serve.data, "folder of the cell")->required();
  serve->add_option("--listen", a.serve.listen, "ADDRESS:PORT; port 0 takes a free one")->capture_default_str();
  serve->add_option("--seal-seconds", a.serve.seal_seconds, "how often the logs are sealed")
      ->capture_default_str()
      ->check(CLI::Range(1, 60));
  serve->add_option("--reserve-mib", a.serve.reserve_mib, "disk kept for reading and erasing when it is full; 0: none")
      ->capture_default_str()
      ->check(CLI::Range(0, 65'536));
  store_options(serve, a.serve.store, a.serve.keys);
  serve->callback([&] { code = cli::serve(a.serve); });

  auto* first = app.add_subcommand("first-admin", "make the first administrator of a running cell, on its own machine");
  connection_options(first, a.connection);
  first->add_option("--out", a.out, "where to keep the administrator's token (0600)")->capture_default_str();
  first->add_flag("--renew", a.renew, "in a stopped cell whose first-admin token has expired: write a new one");
  first->callback([&] { code = cli::first_admin(a.connection, a.out, a.renew); });

  auto* keys = app.add_subcommand("keys", "the keys of the cell");
  keys->require_subcommand(1);
  auto* status = keys->add_subcommand("status", "epochs, ages and counts; no key material");
  connection_options(status, a.connection);
  status->callback([&] { code = cli::keys_status(a.connection); });
  auto* epoch = keys->add_subcommand("epoch", "end the present key epoch: makes the erasures in it final");
  connection_options(epoch, a.connection);
  epoch->add_flag("--now", a.now, "do it now, not at the daily time")->required();
  epoch->callback([&] { code = cli::keys_epoch(a.connection); });
}

void data_commands(CLI::App& app, Arguments& a, int& code) {
  auto* call = app.add_subcommand("call", "one request to the API, with your token");
  connection_options(call, a.connection);
  call->add_option("method", a.call.method, "GET, POST, PUT, PATCH or DELETE")->required();
  call->add_option("path", a.call.path, "for example /v1/cell/keys")->required();
  call->add_option("--body", a.call.body_file, "file that holds the body; - for standard input");
  call->add_option("--purpose", a.call.purpose, "the purpose of a read");
  call->add_option("--reason", a.call.reason, "why, for the log");
  call->add_option("--if-match", a.call.if_match, "the ETag a change is based on");
  call->add_option("--idempotency-key", a.call.idempotency_key, "makes a repeat of the same request safe");
  call->callback([&] { code = cli::call(a.connection, a.call); });

  auto* bulk = app.add_subcommand("import", "record NDJSON in chunks; can be resumed");
  connection_options(bulk, a.connection);
  bulk->add_option("--tenant", a.import.tenant, "the tenant's id")->required();
  bulk->add_option("--collection", a.import.collection, "the collection")->required();
  bulk->add_option("--resume", a.import.import_id, "id of an import that was cut off");
  bulk->add_option("--rejected", a.import.rejected_file, "keep rejected lines here (default FILE.rejected)");
  bulk->add_option("--lines", a.import.lines_per_chunk, "lines per chunk")
      ->capture_default_str()
      ->check(CLI::Range(1, 2'000));
  bulk->add_option("file", a.import.file,
                   "one JSON object a line: {\"subject\":id,\"record\":{}} or {\"new\":label,\"record\":{}}")
      ->required();
  bulk->callback([&] { code = cli::import(a.connection, a.import); });

  auto* demo =
      app.add_subcommand("demo", "a cell of its own, real conversations, and one visitor's way through the operations");
  demo->add_option("--data", a.demo.data, "an empty folder for the demo cell (default: a new one)");
  demo->add_option("--dataset", a.demo.dataset, "dataset.json of the PyPI package chitchat-dataset")
      ->envname("TROTH_DATASET");
  demo->add_option("--listen", a.demo.listen, "ADDRESS:PORT")->capture_default_str();
  demo->add_flag("--once", a.demo.once, "end after the demo instead of leaving the server up");
  demo->add_flag("--json", a.demo.json, "one JSON object at the end");
  store_options(demo, a.demo.store, a.demo.keys);
  demo->add_flag("--keys-same-cluster", a.demo.keys_same_cluster,
                 "the keys may be in the database cluster of the data");
  demo->callback([&] { code = cli::demo(a.demo); });
}  // namespace

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  CLI::App app{"Troth: a vault for personal data that does what its security document says."};
  app.set_version_flag("--version", "troth " TROTH_VERSION);
  app.require_subcommand(1);
  app.set_help_all_flag("--help-all", "help of every command");
  Arguments arguments;
  int code = cli::kOk;
  cell_commands(app, arguments, code);
  data_commands(app, arguments, code);
  cli::word_options(app, arguments.words, code);
  cli::log_options(app, arguments.log, code);
  cli::witness_options(app, arguments.witness, code);
  cli::twin_options(app, arguments.twin, code);
  cli::probe_options(app, arguments.probe, code);
  cli::manifest_options(app, arguments.manifest, code);
  cli::clause_options(app, arguments.clause, code);
  cli::tom_options(app, arguments.tom, code);
  cli::trust_bundle_options(app, arguments.trust_bundle, code);
  cli::doctor_options(app, arguments.doctor, code);
  cli::oscal_options(app, arguments.oscal, code);
  cli::help_options(app, code);
  try {
    app.parse(argc, argv);
  } catch (CLI::ParseError const& error) {
    return app.exit(error) == 0 ? cli::kOk : cli::kUsage;
  } catch (std::exception const& error) {
    std::cerr << "troth: " << error.what() << "\n";
    return cli::kFinding;
  }
  return code;
}

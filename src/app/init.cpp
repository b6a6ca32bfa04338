#include "access/tables.h"
#include "access/token.h"
#include "app/by_clock.h"
#include "app/cell.h"
#include "app/identity.h"
#include "app/open_seal.h"
#include "app/schema.h"
#include "app/tls_files.h"
#include "audit/scribe.h"
#include "audit/sealer.h"
#include "audit/tables.h"
#include "audit/tenant_logs.h"
#include "base/json_writer.h"
#include "base/name.h"
#include "keys/harden.h"
#include "keys/keyring.h"
#include "merkle/note.h"
#include "vault/principals.h"

namespace troth::app {
namespace {

namespace fs = std::filesystem;

Result<> check_names(InitOptions const& options) {
  if (!Name<struct CellTag>::parse(options.cell))
    return fail(Code::invalid, "a cell has a name like eu-1: a to z, 0 to 9, _ and -", "--cell");
  if (!Name<struct RegionTag>::parse(options.region))
    return fail(Code::invalid, "a region has a name like eu-central: a to z, 0 to 9, _ and -", "--region");
  if (!options.log_name.empty() && (options.log_name.size() > 200 || !merkle::is_key_name(options.log_name)))
    return fail(Code::invalid, "a log is named like audit.example.com/eu-1: no spaces, no +, at most 200 bytes",
                "--log-name");
  if (options.seal.empty())
    return fail(Code::invalid, "with a token, name a folder outside --data for what was signed last", "--seal-state");
  return {};
}

Result<> check_empty(fs::path const& data) {
  std::error_code error;
  if (fs::exists(data / "cell.json", error))
    return fail(Code::conflict, "there is a cell in this folder already", data.string());
  if (fs::exists(data, error) && !fs::is_empty(data, error))
    return fail(Code::conflict, "a new cell wants an empty folder", data.string());
  return {};
}

/// The hour-long, one-use token: its MAC in the store, its text in DATA/first-admin and nowhere else.
Result<> issue_first_admin(fs::path const& data, store::Store& store, keys::Keyring& keyring, Clock const& clock,
                           Random& random, act::EventType type, store::Sql sql) {
  audit::Scribe const scribe(keyring, clock, random);
  auto const now = clock.now();
  auto const credential = access::Credential::make(kCell, now, random);
  Time const expires = now + kFirstAdminLife;
  TROTH_TRY(Bytes mac, vault::first_admin_mac(keyring, credential, expires));
  Json what;
  what.object().member("cell", keyring.cell().name).member("region", keyring.cell().region);
  what.member("first_admin_expires", rfc3339(expires)).end();
  TROTH_TRY(auto event, scribe.write({kCell, type, what.text(), "{\"at\":\"the console\"}", "{}", std::nullopt}));
  Secret const text = credential.text();
  TROTH_TRY(write_private_file(data / "first-admin", std::string(as_text(text.view())) + "\n"));
  return store.committer().commit(store::WriteSet(std::move(event)).then(sql, {mac, expires}),
                                  store::Lane::interactive);
}

/// A folder was seen to be empty; a database is looked at.
Result<> must_be_unused(store::Store& store, store::Place const& place) {
  if (!place.remote()) return {};
  TROTH_TRY(auto snapshot, store.snapshot());
  TROTH_TRY(auto heads, snapshot->query(audit::sql::select_logs, {}));
  if (!heads.empty()) return fail(Code::conflict, "there is a cell in this database already", "--store");
  return {};
}

}  // namespace

Result<> init_cell(InitOptions const& options) { return init_cell_by(SystemClock(), options); }

Result<> init_cell_by(Clock const& clock, InitOptions const& options) {
  TROTH_TRY(keys::harden_process());
  TROTH_TRY(check_names(options));
  TROTH_TRY(check_empty(options.data));
  TROTH_TRY(make_private_folder(options.data));
  if (!options.demo) TROTH_TRY(keys::apart(options.seal, options.data));
  SystemRandom random;
  TROTH_TRY(auto seal, create_seal(options.seal, options.token, random));
  TROTH_TRY(write_certificate(options.data, clock));

  keys::Cell const cell{options.cell, options.region};
  store::Place const place{options.data, options.store, options.keys, options.keys_same_cluster};
  TROTH_TRY(auto store, store::open_stores(place, data_schema(), keys_schema()));
  TROTH_TRY(must_be_unused(*store, place));
  TROTH_TRY(keys::Keyring::create(store->keys(), *seal, cell, clock, random));
  TROTH_TRY(auto keyring, keys::Keyring::open(store->keys(), *seal, clock, random));
  audit::TenantLogs logs;
  store->attach(logs);
  TROTH_TRY(issue_first_admin(options.data, *store, *keyring, clock, random, act::EventType::cell_created,
                              access::sql::insert_first_admin));
  audit::SignedState state(options.seal);
  TROTH_TRY(audit::Sealer({*store, *seal, state, clock, random,
                           options.log_name.empty() ? "localhost/" + options.cell : options.log_name})
                .create());
  store.reset();
  // Last: a folder without cell.json is no cell, so a crash before this line leaves nothing half-made that could be
  // served.
  std::error_code error;
  auto const where = fs::weakly_canonical(options.seal, error);
  return write_identity(options.data, {cell, error ? options.seal : where, options.demo,
                                       options.log_name.empty() ? "localhost/" + options.cell : options.log_name,
                                       options.store, options.keys, options.keys_same_cluster, options.token});
}

Result<> renew_first_admin(fs::path const& data) {
  TROTH_TRY(keys::harden_process());
  TROTH_TRY(auto identity, read_identity(data));
  SystemClock const clock;
  SystemRandom random;
  TROTH_TRY(auto seal, open_seal(identity, random));
  TROTH_TRY(auto store, store::open_stores(identity.place(data), data_schema(), keys_schema()));
  TROTH_TRY(auto keyring, keys::Keyring::open(store->keys(), *seal, clock, random));
  audit::TenantLogs logs;
  store->attach(logs);
  {
    TROTH_TRY(auto snapshot, store->snapshot());
    TROTH_TRY(auto row, snapshot->one(access::sql::select_first_admin, {}));
    if (!row) return fail(Code::conflict, "the cell has its first administrator; ask them for access", data.string());
    if (clock.now() < (*row)[1].time())
      return fail(Code::conflict, "the first-admin token is still good", (data / "first-admin").string());
  }
  return issue_first_admin(data, *store, *keyring, clock, random, act::EventType::token_issued,
                           access::sql::renew_first_admin);
}

}  // namespace troth::app

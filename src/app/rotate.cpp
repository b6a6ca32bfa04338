#include "app/rotate.h"

#include "app/identity.h"
#include "app/open_seal.h"
#include "app/own_policy.h"
#include "app/schema.h"
#include "audit/tenant_logs.h"
#include "keys/harden.h"
#include "keys/keyring.h"

namespace troth::app {

Result<audit::LogRotation::Outcome> rotate_log(std::filesystem::path const& data) {
  TROTH_TRY(keys::harden_process());
  TROTH_TRY(auto identity, read_identity(data));
  SystemClock const clock;
  SystemRandom random;
  TROTH_TRY(auto seal, open_seal(identity, random));
  audit::TenantLogs logs;
  TROTH_TRY(auto store, store::open_stores(identity.place(data), data_schema(), keys_schema()));
  store->attach(logs);
  TROTH_TRY(auto keyring, keys::Keyring::open(store->keys(), *seal, clock, random, identity.cell));
  audit::Scribe const scribe(*keyring, clock, random);
  audit::SignedState state(identity.seal);
  TROTH_TRY(auto own, OwnPolicy::read(data));
  TROTH_TRY(std::string const kept, state.checkpoint());
  TROTH_TRY(auto witnessed, own.newest_of(kept));
  return audit::LogRotation::run({*store, *seal, state, scribe, clock, std::move(witnessed)});
}

}  // namespace troth::app

#include "app/fsck.h"

#include "app/identity.h"
#include "app/open_seal.h"
#include "app/schema.h"
#include "audit/signed_state.h"
#include "keys/harden.h"

namespace troth::app {
namespace {

audit::CheckProgress step(FsckProgress const& progress, int number) {
  return [&progress, number](std::uint64_t done, std::uint64_t of) {
    if (progress) progress(number, done, of);
  };
}

Result<> check_parts(Identity const& identity, store::Store& store, FsckOptions const& options,
                     FsckProgress const& progress, FsckOutcome& out) {
  SystemClock const clock;
  SystemRandom random;
  TROTH_TRY(auto seal, open_seal(identity, random));
  TROTH_TRY(auto keyring, keys::Keyring::open(store.keys(), *seal, clock, random, identity.cell));
  TROTH_TRY(auto snapshot, store.snapshot());
  TROTH_TRY(out.parts,
            vault::PartsFsck::run(*snapshot, *keyring, options.records, out.logs.findings, step(progress, 2)));
  return {};
}

}  // namespace

Result<FsckOutcome> fsck_cell(std::filesystem::path const& data, FsckOptions const& options,
                              FsckProgress const& progress) {
  TROTH_TRY(keys::harden_process());
  TROTH_TRY(auto identity, read_identity(data));
  bool const keyed = options.parts || options.records;
  FsckOutcome out;
  auto store = store::open_stores(identity.place(data), data_schema(), keys_schema());
  // A schema of a later version names its domain; the lock of a served folder names nothing.
  out.served = !store && store.error().code == Code::conflict && store.error().at.empty();
  if (!store && !out.served) return std::move(store).error();
  if (out.served && keyed)
    return fail(Code::conflict, "this cell is being served: stop the server first, or check without its keys",
                options.records ? "--records" : "--parts");

  // The state first: an entry is in the data before it is signed.
  audit::SignedState const state(identity.seal);
  audit::Fsck::Outside outside;
  TROTH_TRY(outside.checkpoint, state.checkpoint());
  TROTH_TRY(outside.cosigned, state.cosigned());
  {
    TROTH_TRY(auto snapshot, out.served ? store::observe(identity.place(data)) : (*store)->snapshot());
    TROTH_TRY(out.logs, audit::Fsck::run(*snapshot, outside, step(progress, 1)));
  }
  if (keyed) TROTH_TRY(check_parts(identity, **store, options, progress, out));
  return out;
}

}  // namespace troth::app

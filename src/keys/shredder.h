#pragma once
#include "keys/fence.h"

namespace troth::keys {

/// The key half of an erasure (docs/erasure.md). Each call is idempotent, so a crash between any two converges at
/// boot. Commits in the key store only; the intent is committed in the data store before, the receipt after.
class Shredder {
 public:
  Shredder(store::KeyDatabase& database, Keyring& keyring, FenceLedger& fences)
      : database_(database), keyring_(keyring), fences_(fences) {}
  /// Raises the fence, deletes every version of the subject's key, evicts it from the arena, and checkpoints with
  /// truncation. When it returns ok no file of the key store holds the wrap; the key snapshot may, until the
  /// epoch that wrapped it ends. unavailable while a reader keeps the checkpoint busy: repeat.
  Result<> shred(TenantId tenant, SubjectId subject, Time at);
  /// The same for a tenant: its KEK, index and audit key, and the key of every subject, in every version.
  Result<> shred_tenant(TenantId tenant, Time at);

 private:
  store::KeyDatabase& database_;
  Keyring& keyring_;
  FenceLedger& fences_;
};

}  // namespace troth::keys

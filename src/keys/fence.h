#pragma once
#include "keys/keyring.h"

namespace troth::keys {

/// What must outlive a restore. Ids stand in the ledger as HMAC under a key of the cell only.
enum class Fence : std::uint8_t { subject_erased = 1, tenant_destroyed = 2 };

/// The fence ledger: a small append-only log in the key store, chained (chain_n = SHA-256(chain_{n-1} ‖ row_n)). Any
/// thread.
class FenceLedger {
 public:
  static Result<std::unique_ptr<FenceLedger>> open(store::KeyDatabase& database, Keyring& keyring);
  virtual ~FenceLedger() = default;
  /// Durable when it returns; a second fence of the same id is no new row.
  virtual Result<> raise(Fence kind, TenantId tenant, ByteView id, Time at) = 0;
  virtual Result<> stands(Fence kind, TenantId tenant, ByteView id) = 0;  ///< not_found if there is none
  virtual std::uint64_t size() const = 0;
  /// Recomputes the chain; corrupt where it breaks.
  virtual Result<> audit() = 0;
};

}  // namespace troth::keys

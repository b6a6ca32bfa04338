#pragma once
#include <map>

#include "base/mutex.h"
#include "crypto/hash.h"
#include "keys/arena.h"
#include "keys/fence.h"
#include "keys/internal/stored_key.h"

namespace troth::keys {

/// HMAC of what is fenced, under a key of this cell only: the ledger tells nothing to who has not the seal.
crypto::Digest fence_token(ByteView cell_kek, Fence kind, TenantId tenant, ByteView id);

/// The insert of a key row, guarded by its epoch and by the fence of its subject.
KeyRow insert_of(StoredKey const& stored, ByteView cell_kek, Time at);

/// The keys that stay pinned while the process lives: the cell KEK and the key of every epoch that is not destroyed.
/// For this folder only. Any thread.
class LiveKeys {
 public:
  /// gone if the open epoch's object was destroyed in the seal: this key store is a copy from before.
  static Result<std::unique_ptr<LiveKeys>> open(store::KeyDatabase& database, Seal& seal, Arena& arena,
                                                Clock const& clock);

  Cell const& cell() const { return cell_; }
  ByteView cell_kek() const { return kek_.bytes(); }

  /// A key wrapped for a new row, under the open epoch. `kek` belongs to wrapper_of(address, wrapper).
  Result<StoredKey> seal(Address const& address, ByteView kek, Secret const& key, std::uint32_t wrapper = 1) const;
  /// gone if the row's epoch was destroyed.
  Result<Secret> open(StoredKey const& stored, ByteView kek) const;
  /// The same key under the open epoch.
  Result<StoredKey> reseal(StoredKey const& stored) const;
  /// Follows the epoch table: unwraps what is new, zeroes what was destroyed.
  Result<> refresh();

 private:
  using Pinned =
      std::shared_ptr<Arena::Held const>;  // shared with whoever is just using it; destruction waits for them
  struct Epoch {
    std::uint64_t number;
    Pinned key;
  };

  LiveKeys(store::KeyDatabase& database, Seal& seal, Arena& arena, Clock const& clock)
      : database_(database), seal_(seal), arena_(arena), clock_(clock) {}
  Result<> open_cell();
  Result<> learn(std::uint64_t number, bool open, ByteView wrapped);
  void drop(std::uint64_t number);
  Result<Pinned> epoch(std::uint64_t number) const;
  Result<Epoch> current() const;

  store::KeyDatabase& database_;
  Seal& seal_;
  Arena& arena_;
  Clock const& clock_;
  Cell cell_;
  Arena::Held kek_;
  mutable Mutex mutex_;
  std::uint64_t current_ TROTH_GUARDED_BY(mutex_) = 0;
  std::map<std::uint64_t, Pinned> epochs_ TROTH_GUARDED_BY(mutex_);
};

}  // namespace troth::keys

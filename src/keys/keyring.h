#pragma once
#include <memory>
#include <optional>
#include <vector>

#include "base/random.h"
#include "keys/arena.h"
#include "keys/pass.h"
#include "keys/seal.h"
#include "store/store.h"

namespace troth::keys {

class LiveKeys;

/// A subject's key, pinned in the arena: record key 32 ‖ audit secret 32, both derived from the random subject key.
class SubjectKey {
 public:
  std::uint32_t version() const { return version_; }
  ByteView record_key(RecordPass) const { return held_.bytes().first(32); }
  ByteView audit_secret(PartPass) const { return held_.bytes().last(32); }

 private:
  friend class Keyring;
  SubjectKey(Arena::Held held, std::uint32_t version) : held_(std::move(held)), version_(version) {}
  Arena::Held held_;
  std::uint32_t version_;
};

/// The derived secret of a tenant's (or the cell's) index, audit or access key, pinned.
template <class Pass>
class SharedKey {
 public:
  std::uint32_t version() const { return version_; }
  ByteView secret(Pass) const { return held_.bytes().first(32); }

 private:
  friend class Keyring;
  SharedKey(Arena::Held held, std::uint32_t version) : held_(std::move(held)), version_(version) {}
  Arena::Held held_;
  std::uint32_t version_;
};
using IndexKey = SharedKey<IndexPass>;
using AuditKey = SharedKey<PartPass>;
using AccessKey = SharedKey<TokenPass>;

/// A key row to be put into a write set: `std::move(set).key(row.sql, row.params)`.
struct KeyRow {
  store::KeyInsert sql;
  store::Params params;
};
struct NewSubject {
  KeyRow row;
  SubjectKey key;  ///< usable at once for sealing what the same set writes
};

/// The hierarchy of keys (docs/formats/wraps.md): seal -> cell KEK -> tenant KEK, index, audit, access -> subject keys;
/// every row that can ever be destroyed wrapped once more by the current epoch key. Reads key rows, never writes them.
/// Any thread. Errors everywhere: gone (no such key: never made, or destroyed), corrupt (a wrap does not open),
/// unavailable.
class Keyring {
 public:
  /// Opens the cell KEK and every live epoch key. not_found if there is no cell yet; invalid if the key store belongs
  /// to another cell or region than `expected`; gone if it is a copy from before the seal's present epoch.
  static Result<std::unique_ptr<Keyring>> open(store::KeyDatabase& database, Seal& seal, Clock const& clock,
                                               Random& random, std::optional<Cell> const& expected = std::nullopt);
  /// Writes the first rows of a new cell: cell KEK, epoch 1, the cell's audit and access keys. conflict if there are
  /// any.
  static Result<> create(store::KeyDatabase& database, Seal& seal, Cell const& cell, Clock const& clock,
                         Random& random);
  virtual ~Keyring() = default;

  virtual Cell const& cell() const = 0;
  virtual Result<SubjectKey> subject(TenantId tenant, SubjectId subject) = 0;  ///< newest version
  virtual Result<SubjectKey> subject(TenantId tenant, SubjectId subject, std::uint32_t version) = 0;
  virtual Result<IndexKey> index(TenantId tenant) = 0;                 ///< newest version: new tokens and MACs
  virtual Result<std::vector<IndexKey>> indexes(TenantId tenant) = 0;  ///< every version, newest first: what may be met
  virtual Result<AuditKey> audit(TenantId tenant) = 0;
  virtual Result<AccessKey> access() = 0;

  /// Tenant KEK, index key, audit key.
  virtual Result<std::vector<KeyRow>> new_tenant(TenantId tenant) = 0;
  /// The key is for this call's caller alone: others see it once its row is committed.
  virtual Result<NewSubject> new_subject(TenantId tenant, SubjectId subject) = 0;

  /// Zeroes the subject's cached keys and refuses to cache or open them again until restart (the row is then gone).
  /// Waits for whoever holds one, so never call it while holding one.
  virtual void forget(TenantId tenant, SubjectId subject) = 0;
  /// The same for every key of a tenant: none of them is cached or opened again until restart (the rows are then gone).
  virtual void forget_tenant(TenantId tenant) = 0;
  /// Zeroes what is cached of the tenant's KEK and index key; what may ask for them afterwards is the caller's to
  /// judge.
  virtual void freeze(TenantId tenant) = 0;
  /// A new version of the subject's key, or (without one) of the tenant's KEK or index key, stands in the key store: no
  /// older one counts as the newest any more.
  virtual void rotated(TenantId tenant, SubjectId subject = {}) = 0;
  /// After an epoch was opened: the epoch key of new rows. After one was destroyed: forgets its key.
  virtual Result<> refresh_epochs() = 0;
  /// Zeroes cached keys that are past their 30 s. Call it every few seconds: an idle process keeps no keys either.
  virtual void sweep() = 0;

 protected:
  static SubjectKey make(Arena::Held held, std::uint32_t version) { return SubjectKey(std::move(held), version); }
  template <class Key>
  static Key make(Arena::Held held, std::uint32_t version = 1) {
    return Key(std::move(held), version);
  }

 private:
  friend class Epochs;
  friend class FenceLedger;
  friend class Rotation;
  /// The keys that wrap all others; for this folder only.
  virtual LiveKeys& live() = 0;
};

}  // namespace troth::keys

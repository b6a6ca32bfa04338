#include "keys/keyring.h"

#include <atomic>
#include <unordered_map>
#include <unordered_set>

#include "keys/internal/derived.h"
#include "keys/internal/live_keys.h"
#include "keys/tables.h"

namespace troth::keys {
namespace {

constexpr std::size_t kArenaSlots = 16384;  // 1 MiB
constexpr std::uint32_t kNewest = 0;        // in a wanted address; stored versions begin at 1
constexpr std::uint32_t kPending = 0;       // in the arena: a key whose row is not committed; find() never asks for it

struct Whose {
  TenantId tenant;
  SubjectId subject;
  bool operator==(Whose const&) const = default;
};
struct WhoseHash {
  std::size_t operator()(Whose const& w) const noexcept {
    return std::hash<SubjectId>{}(w.subject) * 31 + std::hash<TenantId>{}(w.tenant);
  }
};

struct AddressHash {
  std::size_t operator()(Address const& a) const noexcept {
    return WhoseHash{}({a.tenant, a.holder}) * 31 + static_cast<std::size_t>(a.kind);
  }
};

Error gone() { return fail(Code::gone, "the key was never made or was destroyed"); }

class Ring final : public Keyring {
 public:
  Ring(store::KeyDatabase& database, Clock const& clock, Random& random, std::unique_ptr<Arena> arena,
       std::unique_ptr<LiveKeys> live)
      : database_(database), clock_(clock), random_(random), arena_(std::move(arena)), live_(std::move(live)) {}

  Cell const& cell() const override { return live_->cell(); }
  Result<SubjectKey> subject(TenantId tenant, SubjectId subject) override;
  Result<SubjectKey> subject(TenantId tenant, SubjectId subject, std::uint32_t version) override;
  Result<IndexKey> index(TenantId tenant) override;
  Result<std::vector<IndexKey>> indexes(TenantId tenant) override;
  Result<AuditKey> audit(TenantId tenant) override { return shared<AuditKey>({tenant, Kind::audit}); }
  Result<AccessKey> access() override { return shared<AccessKey>({kCell, Kind::access}); }
  Result<std::vector<KeyRow>> new_tenant(TenantId tenant) override;
  Result<NewSubject> new_subject(TenantId tenant, SubjectId subject) override;
  void forget(TenantId tenant, SubjectId subject) override;
  void forget_tenant(TenantId tenant) override;
  void freeze(TenantId tenant) override;
  void rotated(TenantId tenant, SubjectId subject) override;
  Result<> refresh_epochs() override { return live_->refresh(); }
  void sweep() override { arena_->sweep(clock_.now()); }

 private:
  struct Newest {
    std::uint32_t version;
    Time seen;
  };
  struct Fetched {
    Address address;
    Secret key;
  };
  struct Versioned {
    Arena::Held held;
    std::uint32_t version;
  };
  struct Versions {
    std::vector<std::uint32_t> all;  ///< newest first
    Time seen;
  };

  LiveKeys& live() override { return *live_; }
  template <class Key>
  Result<Key> shared(Address const& address) {
    TROTH_TRY(auto held, load(address));
    return make<Key>(std::move(held));
  }
  Result<Versioned> load_newest(Address const& wanted);
  Result<std::vector<std::uint32_t>> index_versions(TenantId tenant);
  Result<Arena::Held> load(Address const& address);
  Result<Fetched> fetch(Address const& wanted);
  Result<Fetched> fetch_once(Address const& wanted);
  Result<Arena::Held> cache(Address const& address, Kind kind, Secret const& key);
  std::optional<std::uint32_t> newest(Address const& wanted);
  void saw_newest(Address const& wanted, std::uint32_t version, std::uint64_t turn);
  Secret fresh_key();

  store::KeyDatabase& database_;
  Clock const& clock_;
  Random& random_;
  std::unique_ptr<Arena> arena_;
  std::unique_ptr<LiveKeys> live_;  // after arena_: its pins end first
  Mutex mutex_;
  std::unordered_set<Whose, WhoseHash> forgotten_ TROTH_GUARDED_BY(mutex_);
  std::unordered_set<TenantId> forgotten_tenants_ TROTH_GUARDED_BY(mutex_);
  std::unordered_map<Address, Newest, AddressHash> newest_ TROTH_GUARDED_BY(mutex_);
  std::unordered_map<TenantId, Versions> index_versions_ TROTH_GUARDED_BY(mutex_);
  /// Counts rotations: what was read from the store before one is not remembered after it.
  std::atomic<std::uint64_t> turns_ = 0;
};

Result<SubjectKey> Ring::subject(TenantId tenant, SubjectId subject) {
  TROTH_TRY(Versioned newest, load_newest({tenant, Kind::subject, subject, kNewest}));
  return make(std::move(newest.held), newest.version);
}

Result<IndexKey> Ring::index(TenantId tenant) {
  TROTH_TRY(Versioned newest, load_newest({tenant, Kind::index, {}, kNewest}));
  return make<IndexKey>(std::move(newest.held), newest.version);
}

Result<std::vector<IndexKey>> Ring::indexes(TenantId tenant) {
  TROTH_TRY(auto versions, index_versions(tenant));
  std::vector<IndexKey> out;
  for (std::uint32_t version : versions) {
    TROTH_TRY(auto held, load({tenant, Kind::index, {}, version}));
    out.push_back(make<IndexKey>(std::move(held), version));
  }
  return out;
}

Result<std::vector<std::uint32_t>> Ring::index_versions(TenantId tenant) {
  std::uint64_t const turn = turns_;
  {
    Lock lock(mutex_);
    auto const found = index_versions_.find(tenant);
    if (found != index_versions_.end() && clock_.now() - found->second.seen <= Arena::kLife) return found->second.all;
  }
  std::vector<std::uint32_t> out;
  try {
    store::Params params{tenant, static_cast<std::uint32_t>(Kind::index), SubjectId{}};
    TROTH_TRY(auto rows, database_.query(sql::kVersions, params));
    for (auto const& row : rows) out.push_back(static_cast<std::uint32_t>(row[0].integer()));
  } catch (store::CorruptRow const& row) {
    return fail(Code::corrupt, "a key's row has been damaged", {}, row.what());
  }
  if (out.empty()) return gone();
  Lock lock(mutex_);
  if (index_versions_.size() >= kArenaSlots) index_versions_.clear();
  if (turn == turns_) index_versions_[tenant] = {out, clock_.now()};
  return out;
}

Result<Ring::Versioned> Ring::load_newest(Address const& wanted) {
  std::uint64_t const turn = turns_;
  if (auto version = newest(wanted)) {
    Address known = wanted;
    known.version = *version;
    if (auto held = arena_->find(known, clock_.now())) return Versioned{std::move(held), *version};
  }
  TROTH_TRY(Fetched fetched, fetch(wanted));
  TROTH_TRY(auto held, cache(fetched.address, wanted.kind, fetched.key));
  saw_newest(wanted, fetched.address.version, turn);
  return Versioned{std::move(held), fetched.address.version};
}

Result<SubjectKey> Ring::subject(TenantId tenant, SubjectId subject, std::uint32_t version) {
  if (version == 0) return gone();
  TROTH_TRY(auto held, load({tenant, Kind::subject, subject, version}));
  return make(std::move(held), version);
}

Result<Arena::Held> Ring::load(Address const& address) {
  if (auto held = arena_->find(address, clock_.now())) return held;
  TROTH_TRY(Fetched fetched, fetch(address));
  return cache(address, address.kind, fetched.key);
}

/// A row read just before its epoch was rewrapped and destroyed no longer opens; the row of now does.
Result<Ring::Fetched> Ring::fetch(Address const& wanted) {
  try {
    auto first = fetch_once(wanted);
    if (first || first.error().code != Code::gone) return first;
    return fetch_once(wanted);
  } catch (store::CorruptRow const& row) {
    return fail(Code::corrupt, "a key's row has been damaged", {}, row.what());
  }
}

Result<Ring::Fetched> Ring::fetch_once(Address const& wanted) {
  store::Params params{wanted.tenant, static_cast<std::uint32_t>(wanted.kind), wanted.holder};
  if (wanted.version != kNewest) params.emplace_back(wanted.version);
  TROTH_TRY(auto rows, database_.query(wanted.version == kNewest ? sql::kNewestKey : sql::kKey, params));
  if (rows.empty()) return gone();
  Address address = wanted;
  address.version = static_cast<std::uint32_t>(rows[0][0].integer());
  StoredKey const stored{address, static_cast<std::uint64_t>(rows[0][1].integer()), rows[0][2].bytes(),
                         static_cast<std::uint32_t>(rows[0][3].integer())};
  Arena::Held tenant_kek;
  if (address.kind == Kind::subject) {
    TROTH_TRY(tenant_kek, load(wrapper_of(address, stored.wrapper)));
  }
  TROTH_TRY(Secret key, live_->open(stored, tenant_kek ? tenant_kek.bytes() : live_->cell_kek()));
  return Fetched{address, std::move(key)};
}

/// Looks at `forgotten_` in the same critical section as the put: a reader that fetched the row before it was deleted
/// either puts before forget() marks the subject, and is evicted, or finds the mark.
Result<Arena::Held> Ring::cache(Address const& address, Kind kind, Secret const& key) {
  Secret const slot = arena_slot(kind, key);
  Lock lock(mutex_);
  if (kind == Kind::subject && forgotten_.contains({address.tenant, address.holder})) return gone();
  if (forgotten_tenants_.contains(address.tenant)) return gone();
  return arena_->put(address, slot.view(), clock_.now());
}

std::optional<std::uint32_t> Ring::newest(Address const& wanted) {
  Lock lock(mutex_);
  auto found = newest_.find(wanted);
  if (found == newest_.end() || clock_.now() - found->second.seen > Arena::kLife) return std::nullopt;
  return found->second.version;
}

void Ring::saw_newest(Address const& wanted, std::uint32_t version, std::uint64_t turn) {
  Lock lock(mutex_);
  if (turn != turns_) return;
  if (newest_.size() >= 2 * kArenaSlots) newest_.clear();
  newest_[wanted] = {version, clock_.now()};
}

void Ring::rotated(TenantId tenant, SubjectId subject) {
  Lock lock(mutex_);
  ++turns_;
  if (subject != SubjectId{}) {
    newest_.erase({tenant, Kind::subject, subject, kNewest});
    return;
  }
  for (Kind kind : {Kind::tenant, Kind::index}) newest_.erase({tenant, kind, {}, kNewest});
  index_versions_.erase(tenant);
}

void Ring::forget(TenantId tenant, SubjectId subject) {
  {
    Lock lock(mutex_);
    forgotten_.insert({tenant, subject});
    newest_.erase({tenant, Kind::subject, subject, kNewest});
  }
  arena_->evict({tenant, Kind::subject, subject});
}

void Ring::forget_tenant(TenantId tenant) {
  {
    Lock lock(mutex_);
    forgotten_tenants_.insert(tenant);
  }
  arena_->evict_tenant(tenant);
}

void Ring::freeze(TenantId tenant) {
  for (Kind kind : {Kind::tenant, Kind::index}) arena_->evict({tenant, kind});
}

Secret Ring::fresh_key() {
  Secret key(kKeySize);
  random_.fill(key.span());
  return key;
}

Result<std::vector<KeyRow>> Ring::new_tenant(TenantId tenant) {
  std::vector<KeyRow> rows;
  for (Kind kind : {Kind::tenant, Kind::index, Kind::audit}) {
    TROTH_TRY(auto stored, live_->seal({tenant, kind}, live_->cell_kek(), fresh_key()));
    rows.push_back(insert_of(stored, live_->cell_kek(), clock_.now()));
  }
  return rows;
}

/// Cached as pending only. Under its own address it would answer for a subject who may have another key already, and
/// what was sealed with it would be lost when this row misses.
Result<NewSubject> Ring::new_subject(TenantId tenant, SubjectId subject) {
  Address address{tenant, Kind::subject, subject};
  TROTH_TRY(Versioned kek, load_newest({tenant, Kind::tenant, {}, kNewest}));
  Secret const key = fresh_key();
  TROTH_TRY(auto stored, live_->seal(address, kek.held.bytes(), key, kek.version));
  Address pending = address;
  pending.version = kPending;
  TROTH_TRY(auto held, cache(pending, Kind::subject, key));
  return NewSubject{insert_of(stored, live_->cell_kek(), clock_.now()), make(std::move(held), address.version)};
}

}  // namespace

Result<std::unique_ptr<Keyring>> Keyring::open(store::KeyDatabase& database, Seal& seal, Clock const& clock,
                                               Random& random, std::optional<Cell> const& expected) {
  TROTH_TRY(auto arena, Arena::make(kArenaSlots));
  TROTH_TRY(auto live, LiveKeys::open(database, seal, *arena, clock));
  if (expected && (live->cell().name != expected->name || live->cell().region != expected->region))
    return fail(Code::invalid, "the key store belongs to another cell or region", {}, live->cell().name);
  return std::unique_ptr<Keyring>(std::make_unique<Ring>(database, clock, random, std::move(arena), std::move(live)));
}

}  // namespace troth::keys

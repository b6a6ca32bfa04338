#include "keys/keyring.h"

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

Error gone() { return fail(Code::gone, "the key was never made or was destroyed"); }

class Ring final : public Keyring {
 public:
  Ring(store::KeyDatabase& database, Clock const& clock, Random& random, std::unique_ptr<Arena> arena,
       std::unique_ptr<LiveKeys> live)
      : database_(database), clock_(clock), random_(random), arena_(std::move(arena)), live_(std::move(live)) {}

  Cell const& cell() const override { return live_->cell(); }
  Result<SubjectKey> subject(TenantId tenant, SubjectId subject) override;
  Result<SubjectKey> subject(TenantId tenant, SubjectId subject, std::uint32_t version) override;
  Result<IndexKey> index(TenantId tenant) override { return shared<IndexKey>({tenant, Kind::index}); }
  Result<AuditKey> audit(TenantId tenant) override { return shared<AuditKey>({tenant, Kind::audit}); }
  Result<AccessKey> access() override { return shared<AccessKey>({kCell, Kind::access}); }
  Result<std::vector<KeyRow>> new_tenant(TenantId tenant) override;
  Result<NewSubject> new_subject(TenantId tenant, SubjectId subject) override;
  void forget(TenantId tenant, SubjectId subject) override;
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

  LiveKeys& live() override { return *live_; }
  template <class Key>
  Result<Key> shared(Address const& address) {
    TROTH_TRY(auto held, load(address));
    return make<Key>(std::move(held));
  }
  Result<Arena::Held> load(Address const& address);
  Result<Fetched> fetch(Address const& wanted);
  Result<Fetched> fetch_once(Address const& wanted);
  Result<Arena::Held> cache(Address const& address, Kind kind, Secret const& key);
  std::optional<std::uint32_t> newest(Whose const& whose);
  void saw_newest(Whose const& whose, std::uint32_t version);
  Secret fresh_key();

  store::KeyDatabase& database_;
  Clock const& clock_;
  Random& random_;
  std::unique_ptr<Arena> arena_;
  std::unique_ptr<LiveKeys> live_;  // after arena_: its pins end first
  Mutex mutex_;
  std::unordered_set<Whose, WhoseHash> forgotten_ TROTH_GUARDED_BY(mutex_);
  std::unordered_map<Whose, Newest, WhoseHash> newest_ TROTH_GUARDED_BY(mutex_);
};

Result<SubjectKey> Ring::subject(TenantId tenant, SubjectId subject) {
  Address wanted{tenant, Kind::subject, subject, kNewest};
  if (auto version = newest({tenant, subject})) {
    wanted.version = *version;
    if (auto held = arena_->find(wanted, clock_.now())) return make(std::move(held), *version);
    wanted.version = kNewest;
  }
  TROTH_TRY(Fetched fetched, fetch(wanted));
  TROTH_TRY(auto held, cache(fetched.address, Kind::subject, fetched.key));
  saw_newest({tenant, subject}, fetched.address.version);
  return make(std::move(held), fetched.address.version);
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
  StoredKey const stored{address, static_cast<std::uint64_t>(rows[0][1].integer()), rows[0][2].bytes()};
  Arena::Held tenant_kek;
  if (address.kind == Kind::subject) {
    TROTH_TRY(tenant_kek, load(wrapper_of(address)));
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
  return arena_->put(address, slot.view(), clock_.now());
}

std::optional<std::uint32_t> Ring::newest(Whose const& whose) {
  Lock lock(mutex_);
  auto found = newest_.find(whose);
  if (found == newest_.end() || clock_.now() - found->second.seen > Arena::kLife) return std::nullopt;
  return found->second.version;
}

void Ring::saw_newest(Whose const& whose, std::uint32_t version) {
  Lock lock(mutex_);
  if (newest_.size() >= 2 * kArenaSlots) newest_.clear();
  newest_[whose] = {version, clock_.now()};
}

void Ring::forget(TenantId tenant, SubjectId subject) {
  {
    Lock lock(mutex_);
    forgotten_.insert({tenant, subject});
    newest_.erase({tenant, subject});
  }
  arena_->evict({tenant, Kind::subject, subject});
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
  TROTH_TRY(auto tenant_kek, load(wrapper_of(address)));
  Secret const key = fresh_key();
  TROTH_TRY(auto stored, live_->seal(address, tenant_kek.bytes(), key));
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

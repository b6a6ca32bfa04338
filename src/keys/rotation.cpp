#include "keys/rotation.h"

#include <algorithm>
#include <map>

#include "keys/internal/live_keys.h"
#include "keys/tables.h"

namespace troth::keys {
namespace {

constexpr auto kWrite = store::Step::Kind::write;

std::uint32_t number(Kind kind) { return static_cast<std::uint32_t>(kind); }

StoredKey stored_key(store::Row const& row) {
  Address address{row[0].id<TenantId>(), static_cast<Kind>(row[1].integer()), row[2].id<SubjectId>(),
                  static_cast<std::uint32_t>(row[3].integer())};
  return {address, static_cast<std::uint64_t>(row[4].integer()), row[5].bytes(),
          static_cast<std::uint32_t>(row[6].integer())};
}

Secret fresh_key(Random& random) {
  Secret key(kKeySize);
  random.fill(key.span());
  return key;
}

std::vector<KeyVersion> versions(store::Rows const& rows) {
  std::vector<KeyVersion> out;
  for (auto const& row : rows)
    out.push_back({static_cast<std::uint32_t>(row[0].integer()), row[1].time(), std::uint64_t{0}});
  return out;
}

/// A row that is not of its table's shape was written by somebody else.
template <class Work>
auto guarded(Work const& work) -> decltype(work()) {
  try {
    return work();
  } catch (store::CorruptRow const& row) {
    return fail(Code::corrupt, "a key's row has been damaged", {}, row.what());
  }
}

}  // namespace

Result<TenantKeys> Rotation::status(TenantId tenant) {
  return guarded([&]() -> Result<TenantKeys> {
    TenantKeys out;
    TROTH_TRY(auto keks, database_.query(sql::kVersions, {tenant, number(Kind::tenant), SubjectId{}}));
    TROTH_TRY(auto indexes, database_.query(sql::kVersions, {tenant, number(Kind::index), SubjectId{}}));
    TROTH_TRY(auto wrapped, database_.query(sql::kCountWrapped, {tenant, number(Kind::subject)}));
    TROTH_TRY(auto holders, database_.query(sql::kCountHolders, {tenant, number(Kind::subject)}));
    out.tenant = versions(keks);
    out.index = versions(indexes);
    for (auto const& row : wrapped)
      for (auto& kek : out.tenant)
        if (kek.version == row[0].integer()) kek.wraps = static_cast<std::uint64_t>(row[1].integer());
    out.subjects = static_cast<std::uint64_t>(holders.at(0)[0].integer());
    out.subject_keys = static_cast<std::uint64_t>(holders.at(0)[1].integer());
    if (!holders.at(0)[2].is_null()) out.oldest_newest = holders.at(0)[2].time();
    return out;
  });
}

Result<std::uint32_t> Rotation::newest(TenantId tenant, Kind kind) {
  return guarded([&]() -> Result<std::uint32_t> {
    TROTH_TRY(auto rows, database_.query(sql::kVersions, {tenant, number(kind), SubjectId{}}));
    if (rows.empty()) return fail(Code::gone, "the key was never made or was destroyed");
    return static_cast<std::uint32_t>(rows[0][0].integer());
  });
}

// An insert that misses is no error by itself: the version may be there. Only when it is not had the epoch just closed.
Result<> Rotation::make(TenantId tenant, Kind kind, std::uint32_t version) {
  auto& live = keyring_.live();
  TROTH_TRY(std::uint32_t present, newest(tenant, kind));
  if (present < version) {
    TROTH_TRY(auto stored, live.seal({tenant, kind, {}, version}, live.cell_kek(), fresh_key(random_)));
    KeyRow row = insert_of(stored, live.cell_kek(), clock_.now());
    TROTH_TRY(database_.apply({{kWrite, row.sql.sql(), {std::move(row.params)}, store::kAny}}));
    TROTH_TRY(present, newest(tenant, kind));
  }
  keyring_.rotated(tenant);
  if (present < version)
    return fail(Code::unavailable, "an epoch of keys is just ending; the rotation goes on by itself");
  return {};
}

Result<Secret> Rotation::open_kek(TenantId tenant, std::uint32_t version) {
  TROTH_TRY(auto rows, database_.query(sql::kKey, {tenant, number(Kind::tenant), SubjectId{}, version}));
  if (rows.empty()) return fail(Code::gone, "the key was never made or was destroyed");
  auto const& row = rows[0];
  StoredKey const stored{
      {tenant, Kind::tenant, {}, version}, static_cast<std::uint64_t>(row[1].integer()), row[2].bytes()};
  return keyring_.live().open(stored, keyring_.live().cell_kek());
}

Result<std::uint64_t> Rotation::rewrap(TenantId tenant, std::size_t rows) {
  return guarded([&]() -> Result<std::uint64_t> {
    auto& live = keyring_.live();
    TROTH_TRY(std::uint32_t const newest_kek, newest(tenant, Kind::tenant));
    TROTH_TRY(auto older, database_.query(sql::kWrappedBefore, {tenant, number(Kind::subject), newest_kek,
                                                                static_cast<std::int64_t>(rows)}));
    if (older.empty()) return std::uint64_t{0};
    TROTH_TRY(Secret const kek, open_kek(tenant, newest_kek));
    std::map<std::uint32_t, Secret> old_keks;
    std::vector<store::Params> updates;
    for (auto const& row : older) {
      StoredKey const old = stored_key(row);
      if (!old_keks.contains(old.wrapper)) {
        TROTH_TRY(Secret opened, open_kek(tenant, old.wrapper));
        old_keks.emplace(old.wrapper, std::move(opened));
      }
      TROTH_TRY(Secret const key, live.open(old, old_keks.at(old.wrapper).view()));
      TROTH_TRY(StoredKey redone, live.seal(old.address, kek.view(), key, newest_kek));
      updates.push_back({static_cast<std::int64_t>(redone.epoch), redone.wrap, redone.wrapper, row[0], row[1], row[2],
                         row[3], old.wrap});
    }
    TROTH_TRY(database_.apply({{kWrite, sql::kRewrapKey, std::move(updates), store::kAny}}));
    return std::uint64_t{older.size()};
  });
}

Result<Rotation::Page> Rotation::renew_subjects(TenantId tenant, SubjectId after, Time begun, std::size_t rows) {
  return guarded([&]() -> Result<Page> {
    auto& live = keyring_.live();
    TROTH_TRY(auto holders, database_.query(sql::kHoldersAfter,
                                            {tenant, number(Kind::subject), after, static_cast<std::int64_t>(rows)}));
    Page out;
    if (holders.empty()) return out;
    out.last = holders.back()[0].id<SubjectId>();
    TROTH_TRY(std::uint32_t const version, newest(tenant, Kind::tenant));
    TROTH_TRY(Secret const kek, open_kek(tenant, version));
    store::Step inserts{kWrite, sql::kInsertKey.sql(), {}, store::kAny};
    std::vector<SubjectId> renewed;
    Time const now = std::max(clock_.now(), begun);  // a clock set back must not make the new key look old
    for (auto const& row : holders) {
      if (row[2].time() >= begun) continue;
      Address const address{tenant, Kind::subject, row[0].id<SubjectId>(),
                            static_cast<std::uint32_t>(row[1].integer()) + 1};
      TROTH_TRY(auto stored, live.seal(address, kek.view(), fresh_key(random_), version));
      inserts.each.push_back(insert_of(stored, live.cell_kek(), now).params);
      renewed.push_back(address.holder);
    }
    if (renewed.empty()) return out;
    TROTH_TRY(database_.apply({inserts}));
    for (SubjectId subject : renewed) keyring_.rotated(tenant, subject);
    out.made = renewed.size();
    return out;
  });
}

}  // namespace troth::keys

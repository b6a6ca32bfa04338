#include "keys/epochs.h"

#include <algorithm>

#include "base/mutant.h"
#include "keys/internal/live_keys.h"
#include "keys/internal/seal_wrap.h"
#include "keys/internal/snapshot.h"
#include "keys/rotation.h"
#include "keys/tables.h"

namespace troth::keys {
namespace {

constexpr auto kWrite = store::Step::Kind::write;

std::int64_t number(std::uint64_t epoch) { return static_cast<std::int64_t>(epoch); }

StoredKey stored_key(store::Row const& row) {
  Address address{row[0].id<TenantId>(), static_cast<Kind>(row[1].integer()), row[2].id<SubjectId>(),
                  static_cast<std::uint32_t>(row[3].integer())};
  return {address, static_cast<std::uint64_t>(row[4].integer()), row[5].bytes(),
          static_cast<std::uint32_t>(row[6].integer())};
}

void read_epoch(store::Row const& row, EpochStatus& out) {
  auto const epoch = static_cast<std::uint64_t>(row[0].integer());
  if (row[1].text() == "open") {
    out.current = epoch;
    out.opened = row[3].time();
  } else if (row[1].text() == "closed") {
    out.closed.push_back(epoch);
  } else {
    out.last_destroyed = std::max(out.last_destroyed, epoch);
  }
}

}  // namespace

Result<EpochStatus> Epochs::numbers() {
  EpochStatus out;
  TROTH_TRY(auto epochs, database_.query(sql::kEpochs, {}));
  try {
    for (auto const& row : epochs) read_epoch(row, out);
  } catch (store::CorruptRow const& row) {
    return fail(Code::corrupt, "an epoch's row has been damaged", {}, row.what());
  }
  return out;
}

Result<EpochStatus> Epochs::status() {
  TROTH_TRY(auto out, numbers());
  TROTH_TRY(auto counts, database_.query(sql::kCountKeys, {number(out.current)}));
  out.rows = static_cast<std::uint64_t>(counts[0][0].integer());
  out.older_rows = static_cast<std::uint64_t>(counts[0][1].integer());
  return out;
}

// The seal's object first: the row of an epoch never exists without it. Closing the old epoch and opening the new one
// is one transaction, so there is always exactly one epoch for new rows.
Result<std::uint64_t> Epochs::open_after(std::uint64_t from) {
  TROTH_TRY(auto now, status());
  if (now.current > from) {
    TROTH_TRY(keyring_.refresh_epochs());
    return from + 1;
  }
  if (now.current < from) return fail(Code::conflict, "that epoch is not open yet");
  std::uint64_t const opened = from + 1;
  TROTH_TRY(seal_.create_epoch(opened));
  Secret key(kKeySize);
  random_.fill(key.span());
  TROTH_TRY(Bytes wrapped, seal_epoch_key(seal_, keyring_.cell(), opened, key));
  TROTH_TRY(database_.apply({{kWrite, sql::kCloseEpoch, {{number(from)}}},
                             {kWrite, sql::kInsertEpoch, {{number(opened), wrapped, clock_.now()}}}}));
  TROTH_TRY(keyring_.refresh_epochs());
  return opened;
}

Result<std::uint64_t> Epochs::rewrap(std::size_t rows) {
  TROTH_TRY(auto now, numbers());
  TROTH_TRY(auto older, database_.query(sql::kOlderKeys, {number(now.current), static_cast<std::int64_t>(rows)}));
  if (older.empty()) return std::uint64_t{0};
  std::vector<store::Params> updates;
  for (auto const& row : older) {
    StoredKey const old = stored_key(row);
    TROTH_TRY(StoredKey redone, keyring_.live().reseal(old));
    updates.push_back({number(redone.epoch), redone.wrap, redone.wrapper, row[0], row[1], row[2], row[3], old.wrap});
  }
  TROTH_TRY(database_.apply({{kWrite, sql::kRewrapKey, std::move(updates), store::kAny}}));
  return std::uint64_t{older.size()};
}

Rotation Epochs::rotation() const { return {database_, keyring_, clock_, random_}; }

Result<> Epochs::snapshot() {
  TROTH_TRY(auto now, status());
  if (now.older_rows > 0) return fail(Code::conflict, "some keys are still under an older epoch");
  return write_snapshot(database_, seal_, keyring_.live(), now.current, snapshot_);
}

// In the seal first, then in the table: cut short in between, the epoch is still "closed" here and this runs again. The
// other way round a destruction could be recorded that never was.
Result<std::vector<std::uint64_t>> Epochs::destroy_closed() {
  TROTH_TRY(auto now, status());
  if (now.closed.empty()) return now.closed;
  if (now.older_rows > 0) return fail(Code::conflict, "some keys are still under an older epoch");
  TROTH_TRY(check_snapshot(snapshot_, seal_, keyring_.cell(), now.current));
  for (std::uint64_t epoch : now.closed) {
    if (!TROTH_MUTANT("epoch-keeps-old-key")) TROTH_TRY(seal_.destroy_epoch(epoch));
    TROTH_TRY(database_.apply({{kWrite, sql::kMarkDestroyed, {{clock_.now(), number(epoch)}}}}));
  }
  TROTH_TRY(keyring_.refresh_epochs());
  return now.closed;
}

}  // namespace troth::keys

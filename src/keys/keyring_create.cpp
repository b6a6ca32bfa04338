#include "keys/internal/live_keys.h"
#include "keys/internal/seal_wrap.h"
#include "keys/keyring.h"
#include "keys/tables.h"

namespace troth::keys {
namespace {

store::Step insert(store::Sql sql, store::Params params) {
  return {store::Step::Kind::write, sql, {std::move(params)}, store::kOne, Code::conflict};
}

Secret fresh_key(Random& random) {
  Secret key(kKeySize);
  random.fill(key.span());
  return key;
}

}  // namespace

// The seal's object first, then every row in one transaction: cut short, it leaves an object that the next try uses.
Result<> Keyring::create(store::KeyDatabase& database, Seal& seal, Cell const& cell, Clock const& clock,
                         Random& random) {
  constexpr std::uint64_t kFirst = 1;
  TROTH_TRY(auto rows, database.query(sql::kCellKey, {}));
  if (!rows.empty()) return fail(Code::conflict, "this key store has a cell already");
  TROTH_TRY(seal.create_epoch(kFirst));

  Secret const kek = fresh_key(random), epoch_key = fresh_key(random);
  TROTH_TRY(Bytes cell_wrap, seal_cell_kek(seal, cell, kek));
  TROTH_TRY(Bytes epoch_wrap, seal_epoch_key(seal, cell, kFirst, epoch_key));
  Time const now = clock.now();
  std::vector<store::Step> steps{insert(sql::kInsertCellKey, {1, cell.name, cell.region, cell_wrap, now}),
                                 insert(sql::kInsertEpoch, {static_cast<std::int64_t>(kFirst), epoch_wrap, now})};
  for (Kind kind : {Kind::audit, Kind::access}) {
    Secret const key = fresh_key(random);
    KeyRow row =
        insert_of(seal_key(cell, {kCell, kind}, kek.view(), kFirst, epoch_key.view(), key.view()), kek.view(), now);
    steps.push_back(insert(row.sql.sql(), std::move(row.params)));
  }
  return database.apply(steps);
}

}  // namespace troth::keys

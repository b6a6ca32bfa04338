#include <algorithm>

#include "audit/internal/hash_column.h"
#include "audit/row_tiles.h"
#include "audit/sealer.h"
#include "audit/tables.h"

// The newest seal out of its rows. Rows can be rewritten, so each is believed as far as the signed head of the cell log
// covers it: the heads that a seal had are those whose slot tree is in that log.

namespace troth::audit {
namespace {

constexpr char kChanged[] = "the heads of the logs are not those that were sealed; run `troth log fsck`";

Result<> begins_with(store::Reader& snapshot, TenantId log, std::uint64_t size, merkle::Hash const& root) {
  if (size == 0) return {};
  TROTH_TRY(auto head, load_head(snapshot, log));
  if (!head || head->size < size) return fail(Code::conflict, kChanged, log.text());
  RowTiles tiles(snapshot, log, *head);
  TROTH_TRY(auto const found, merkle::root_at(tiles, size));
  if (found != root) return fail(Code::conflict, kChanged, log.text());
  return {};
}

}  // namespace

/// Seal `number` with these heads, if its row is there; its tree is not yet compared with anything.
Result<std::shared_ptr<Sealed>> Sealer::rebuild(store::Reader& snapshot, std::uint64_t number, Heads heads) const {
  TROTH_TRY(auto row, snapshot.one(sql::select_seal,
                                   {kCell, static_cast<std::int64_t>(epoch_), static_cast<std::int64_t>(number)}));
  if (!row) return fail(Code::conflict, "the row of a seal is missing; run `troth log fsck`");
  auto const slots = static_cast<std::uint64_t>((*row)[2].integer());
  for (auto it = heads.begin(); it != heads.end();)  // logs that came later had no slot yet
    it = it->second.slot >= slots && it->second.size == 0 ? heads.erase(it) : std::next(it);
  auto next = std::make_shared<Sealed>();
  next->epoch = epoch_;
  next->number = number;
  next->at = (*row)[0].time();
  next->seed = (*row)[1].bytes();
  next->slots = tree_of(next->seed, heads);
  next->heads = std::make_shared<Heads const>(std::move(heads));
  return next;
}

/// That the seal's tree is the one in the signed cell log.
Result<> Sealer::covered(store::Reader& snapshot, Sealed const& seal, merkle::Checkpoint const& by) const {
  TROTH_TRY(auto head, load_head(snapshot, kSealLog));
  if (!head) return fail(Code::conflict, kChanged);
  RowTiles tiles(snapshot, kSealLog, *head);
  TROTH_TRY(auto const proof, merkle::prove_inclusion(tiles, seal.number, by.size));
  auto const leaf = merkle::leaf_hash(merkle::slots_entry(seal.slots->slots(), seal.slots->root()));
  if (!merkle::verify_inclusion(seal.number, by.size, leaf, proof, by.root)) return fail(Code::conflict, kChanged);
  return {};
}

/// One entry may be there that a crash left unsigned, and its heads must grow from those of the seal before it.
Result<> Sealer::recall(store::Reader& snapshot, merkle::Checkpoint const& signed_head) {
  TROTH_TRY(derive_verifiers());
  TROTH_TRY(auto cell, load_head(snapshot, kSealLog));
  size_ = cell && cell->epoch == epoch_ ? cell->size : 0;
  std::uint64_t const first = epoch_ > 1 ? 1 : 0;  // a later epoch begins with the end of the one before
  if (size_ < signed_head.size || size_ > signed_head.size + 1 || size_ < first)
    return fail(Code::conflict, "the cell log has entries that were never signed; run `troth log fsck`");

  TROTH_TRY(auto rows, snapshot.query(sql::select_slots, {kSealLog}));
  Heads now, before;
  for (auto const& row : rows) {
    auto const log = row[0].id<TenantId>();
    SealedHead head{static_cast<std::uint64_t>(row[1].integer()), origin_of(prefix_, log, row[2].bytes(), epoch_),
                    static_cast<std::uint64_t>(row[3].integer()), hash_column(row[4])};
    auto last = head;
    if (row[5].integer() == static_cast<std::int64_t>(signed_head.size)) {  // sealed by the unsigned entry
      last.size = static_cast<std::uint64_t>(row[6].integer());
      last.root = hash_column(row[7]);
      if (size_ > signed_head.size) {
        TROTH_TRY(begins_with(snapshot, log, last.size, last.root));
        TROTH_TRY(begins_with(snapshot, log, head.size, head.root));
      }
    }
    before.emplace(log, std::move(last));
    now.emplace(log, std::move(head));
  }
  if (signed_head.size > first) {
    TROTH_TRY(auto seal, rebuild(snapshot, signed_head.size - 1, size_ > signed_head.size ? before : now));
    TROTH_TRY(covered(snapshot, *seal, signed_head));
  } else if (std::ranges::any_of(before, [](auto const& entry) { return entry.second.size > 0; })) {
    return fail(Code::conflict, kChanged);
  }
  return take_up(snapshot, std::move(now), first);
}

/// What the cell goes on from, with the entry signed that a crash left unsigned.
Result<> Sealer::take_up(store::Reader& snapshot, Heads now, std::uint64_t first) {
  if (size_ == first) {  // nothing is sealed yet: heads and slots only
    auto next = std::make_shared<Sealed>();
    next->epoch = epoch_;
    next->heads = std::make_shared<Heads const>(std::move(now));
    Lock lock(mutex_);
    pending_ = std::move(next);
    return {};
  }
  TROTH_TRY(auto next, rebuild(snapshot, size_ - 1, std::move(now)));
  TROTH_TRY(auto head, load_head(snapshot, kSealLog));
  if (!head) return fail(Code::conflict, kChanged);
  TROTH_TRY(covered(snapshot, *next, {origin_, head->size, head->root}));
  TROTH_TRY(sign(std::move(next)));
  return show({}, false);
}

}  // namespace troth::audit

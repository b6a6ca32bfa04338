#include "inquiry/proving.h"

#include "inquiry/trees.h"

namespace troth::inquiry {

Result<std::optional<merkle::TlogProof>> prove_event(store::Reader& snapshot, TenantId log, Seals const& seals,
                                                     Place const& place) {
  auto const* head = seals.head_of(log);
  if (!head || place.epoch != seals.shown->epoch || place.index >= head->size)
    return std::optional<merkle::TlogProof>();
  TROTH_TRY(auto tree, tree_at(snapshot, log, seals.shown->epoch, head->size));
  if (!tree) return fail(Code::corrupt, "the rows of a log do not reach its seal");
  audit::RowTiles tiles(snapshot, log, *tree);
  merkle::TlogProof out;
  out.index = place.index;
  TROTH_TRY(out.hashes, merkle::prove_inclusion(tiles, place.index, head->size));
  TROTH_TRY(out.checkpoint, seals.sealer.checkpoint_of(*head));
  return std::optional(std::move(out));
}

Result<merkle::Receipt> prove_seal(store::Reader& snapshot, TenantId log, Seals const& seals, merkle::TlogProof event) {
  auto const& seal = *seals.shown;
  merkle::Receipt out;
  out.tenant = std::move(event);
  out.slot = seals.head_of(log)->slot;
  out.slots = seal.slots->slots();
  out.salt = merkle::slot_salt(seal.seed, out.slot);
  out.slot_hashes = seal.slots->prove(out.slot);
  TROTH_TRY(auto tree, tree_at(snapshot, audit::kSealLog, seal.epoch, seal.head.size));
  if (!tree) return fail(Code::corrupt, "the rows of the cell log do not reach its seal");
  audit::RowTiles tiles(snapshot, audit::kSealLog, *tree);
  out.cell.index = seal.number;
  TROTH_TRY(out.cell.hashes, merkle::prove_inclusion(tiles, seal.number, seal.head.size));
  out.cell.checkpoint = seal.checkpoint;
  return out;
}

}  // namespace troth::inquiry

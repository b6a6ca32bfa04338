#include "audit/sealer.h"

#include "audit/internal/hash_column.h"
#include "audit/row_tiles.h"
#include "audit/tables.h"
#include "base/mutant.h"

// Making seals. What start-up compares and recalls stands in sealer_open.cpp.

namespace troth::audit {
namespace {

using merkle::Checkpoint;
using merkle::KeyType;
using merkle::Note;
using merkle::SlotHead;

constexpr std::int64_t kMostPerSeal = 50'000;  // heads in one write set; the others come with the next seal
constexpr std::size_t kHandle = 16;

}  // namespace

std::shared_ptr<merkle::SlotTree const> tree_of(ByteView seed, std::unordered_map<TenantId, SealedHead> const& heads) {
  std::uint64_t slots = 0;
  for (auto const& [log, head] : heads) slots = std::max(slots, head.slot + 1);
  std::vector<SlotHead> in_order(slots);
  for (auto const& [log, head] : heads)
    if (head.size > 0) in_order[head.slot] = {head.origin, head.size, head.root};
  return std::make_shared<merkle::SlotTree const>(seed, in_order);
}

/// One seal on its way: the heads as they will be, and the rows that say so.
struct Sealer::Slots {
  std::unordered_map<TenantId, SealedHead> heads;
  std::vector<store::Params> fresh, moved;
};

Result<merkle::SignerKey> Sealer::signer(std::string const& origin, std::uint64_t epoch) const {
  TROTH_TRY(Secret seed, wiring_.seal.log_key(epoch, origin));
  return merkle::SignerKey(origin, KeyType::ed25519, std::move(seed));
}

Result<bool> Sealer::seal() {
  if (unsigned_) {  // its entry stands; what failed was to keep its signature
    TROTH_TRY(sign(unsigned_));
    return true;
  }
  Slots next;
  {
    TROTH_TRY(auto snapshot, wiring_.store.snapshot());
    TROTH_TRY(auto grown, snapshot->query(sql::select_grown, {kSealLog, kMostPerSeal}));
    if (grown.empty()) return false;
    if (auto last = pending(); last && last->heads) next.heads = *last->heads;
    TROTH_TRY(give_slots(*snapshot, next));
    for (auto const& row : grown) {
      auto const it = next.heads.find(row[0].id<TenantId>());
      if (it == next.heads.end()) continue;  // more new logs than one seal takes
      TROTH_TRY(follows(*snapshot, it->first, it->second));
      it->second.size = static_cast<std::uint64_t>(row[1].integer());
      it->second.root = hash_column(row[2]);
      next.moved.push_back({row[1], row[2], static_cast<std::int64_t>(size_), row[0]});
    }
  }
  TROTH_TRY(commit(std::move(next)));
  return true;
}

/// Slots are given once, in the order in which logs appear, and never again.
Result<> Sealer::give_slots(store::Reader& snapshot, Slots& next) {
  TROTH_TRY(auto without, snapshot.query(sql::select_unslotted, {kSealLog, kMostPerSeal}));
  if (without.empty()) return {};
  TROTH_TRY(auto first, snapshot.one(sql::select_next_slot, {}));
  auto slot = (*first)[0].integer();
  merkle::Hash const empty = merkle::empty_root();
  for (auto const& row : without) {
    auto const log = row[0].id<TenantId>();
    auto const handle = wiring_.random.bytes<kHandle>();
    next.heads.emplace(log,
                       SealedHead{static_cast<std::uint64_t>(slot), origin_of(prefix_, log, handle, epoch_), 0, empty});
    next.fresh.push_back({log, slot++, ByteView(handle), ByteView(empty), ByteView(empty)});
  }
  return {};
}

/// The first time since the start that a log has grown: what was sealed of it must still be what it began with.
Result<> Sealer::follows(store::Reader& snapshot, TenantId log, SealedHead const& sealed) {
  if (sealed.size == 0 || checked_.contains(log)) return {};
  TROTH_TRY(auto head, load_head(snapshot, log));
  if (!head || head->size < sealed.size)
    return fail(Code::conflict, "a log is shorter than what was sealed of it; nothing more is signed", log.text());
  RowTiles tiles(snapshot, log, *head);
  TROTH_TRY(auto const root, merkle::root_at(tiles, sealed.size));
  if (root == sealed.root) return (void)checked_.insert(log), Result<>();
  return fail(Code::conflict, "a log is not the one that was sealed; nothing more is signed: run `troth log fsck`",
              log.text());
}

Result<> Sealer::commit(Slots slots) {
  auto next = std::make_shared<Sealed>();
  next->epoch = epoch_;
  next->number = size_;
  next->at = wiring_.clock.now();
  auto const seed = wiring_.random.bytes<32>();
  next->seed.assign(seed.begin(), seed.end());
  next->slots = tree_of(seed, slots.heads);
  next->heads = std::make_shared<std::unordered_map<TenantId, SealedHead> const>(std::move(slots.heads));
  auto const& root = next->slots->root();
  auto const count = next->slots->slots();
  auto set = store::WriteSet(store::BookPass())
                 .then_each(sql::insert_slot, std::move(slots.fresh))
                 .then_each(sql::mark_sealed, std::move(slots.moved))
                 .then(sql::insert_seal, {kCell, static_cast<std::int64_t>(epoch_), static_cast<std::int64_t>(size_),
                                          next->at, ByteView(seed), static_cast<std::int64_t>(count), ByteView(root)})
                 .entry(kSealLog, merkle::slots_entry(count, root));
  TROTH_TRY(wiring_.store.committer().commit(std::move(set), store::Lane::interactive));
  unsigned_ = std::move(next);
  return sign(unsigned_);
}

/// Signed once its entry is durable; kept outside the data before anybody sees it.
Result<> Sealer::sign(std::shared_ptr<Sealed> next) {
  {
    TROTH_TRY(auto snapshot, wiring_.store.snapshot());
    TROTH_TRY(auto head, load_head(*snapshot, kSealLog));
    if (!head || head->epoch != epoch_ || head->size != next->number + 1)
      return fail(Code::conflict, "the cell log is not where its seals left it; nothing more is signed");
    next->head = {origin_, head->size, head->root};
  }
  TROTH_TRY(auto const key, signer(origin_, epoch_));
  Note note{next->head.text(), {}};
  note.signatures.push_back(key.sign(note.text));
  next->checkpoint = note.encode();
  if (!TROTH_MUTANT("state-not-kept")) TROTH_TRY(wiring_.state.swap_checkpoint(state_, next->checkpoint));
  state_ = next->checkpoint;
  size_ = next->head.size;
  unsigned_.reset();
  Lock lock(mutex_);
  pending_ = std::move(next);
  return {};
}

Result<> Sealer::show(std::vector<merkle::NoteSignature> const& cosignatures, bool quorum) {
  auto const sealed = pending();
  if (!sealed) return {};
  auto next = std::make_shared<Sealed>(*sealed);
  if (!cosignatures.empty()) {
    TROTH_TRY(auto note, Note::parse(sealed->checkpoint));
    note.signatures.insert(note.signatures.end(), cosignatures.begin(), cosignatures.end());
    next->checkpoint = note.encode();
  }
  next->cosigned = quorum;
  if (quorum) {
    TROTH_TRY(std::string const before, wiring_.state.cosigned());
    TROTH_TRY(wiring_.state.swap_cosigned(before, next->checkpoint));
  }
  Lock lock(mutex_);
  shown_ = std::move(next);
  return {};
}

Result<std::vector<merkle::Hash>> Sealer::growth(std::uint64_t old_size) {
  auto const sealed = pending();
  if (!sealed || old_size == 0 || old_size == sealed->head.size) return std::vector<merkle::Hash>();
  if (old_size > sealed->head.size) return fail(Code::conflict, "a witness has seen more of the log than there is");
  TROTH_TRY(auto snapshot, wiring_.store.snapshot());
  TROTH_TRY(auto head, load_head(*snapshot, kSealLog));
  if (!head) return fail(Code::corrupt, "the cell log is gone");
  RowTiles tiles(*snapshot, kSealLog, *head);
  return merkle::prove_consistency(tiles, old_size, sealed->head.size);
}

SealedPtr Sealer::newest() const {
  Lock lock(mutex_);
  return shown_;
}

SealedPtr Sealer::pending() const {
  Lock lock(mutex_);
  return pending_;
}

Result<std::string> Sealer::checkpoint_of(SealedHead const& head) const {
  TROTH_TRY(auto const key, signer(head.origin, epoch_));
  Note note{Checkpoint{head.origin, head.size, head.root}.text(), {}};
  note.signatures.push_back(key.sign(note.text));
  return note.encode();
}

Result<> Sealer::derive_verifiers() {
  verifiers_.clear();
  for (auto const& [log, handle] : {std::pair(kSealLog, &handle_), std::pair(kEvidenceLog, &evidence_handle_)})
    for (std::uint64_t epoch = epoch_; epoch < epoch_ + kEpochsAhead; ++epoch) {
      TROTH_TRY(auto const key, signer(origin_of(prefix_, log, *handle, epoch), epoch));
      verifiers_.push_back(key.verifier());
    }
  return {};
}

Result<std::vector<merkle::VerifierKey>> Sealer::verifiers_of(SealedHead const& head) const {
  std::vector<merkle::VerifierKey> out;
  std::string const stem = head.origin.substr(0, head.origin.rfind('/') + 1);
  for (std::uint64_t epoch = epoch_; epoch < epoch_ + kEpochsAhead; ++epoch) {
    TROTH_TRY(auto const key, signer(stem + std::to_string(epoch), epoch));
    out.push_back(key.verifier());
  }
  return out;
}

}  // namespace troth::audit

#include "audit/row_tiles.h"
#include "audit/sealer.h"
#include "audit/tables.h"
#include "base/mutant.h"

// Start-up: is what lies here what was signed? A database that was restored, cut or rewritten is never signed again.

namespace troth::audit {
namespace {

using merkle::Checkpoint;
using merkle::Note;

constexpr char kMend[] =
    "if the data was restored: `troth log rotate --after-restore`; else restore the data that was here";

#if defined(TROTH_MUTANTS)
Result<Checkpoint> head_in_data(store::Reader& snapshot, std::string const& origin) {
  TROTH_TRY(auto head, load_head(snapshot, kSealLog));
  if (!head) return Checkpoint{origin, 0, merkle::empty_root()};
  RowTiles tiles(snapshot, kSealLog, *head);
  TROTH_TRY(auto const root, merkle::root_at(tiles, head->size));
  return Checkpoint{origin, head->size, root};
}
#endif

}  // namespace

Result<> Sealer::open(std::vector<std::string> const& witnessed) {
  TROTH_TRY(auto snapshot, wiring_.store.snapshot());
  TROTH_TRY(state_, wiring_.state.checkpoint());
  TROTH_TRY(auto handle, snapshot->one(sql::select_handle, {kSealLog}));
  TROTH_TRY(auto evidence, snapshot->one(sql::select_handle, {kEvidenceLog}));
  if (state_.empty())
    return fail(Code::conflict, "what this cell has signed is missing in the seal's folder",
                "put log-checkpoint back there");
  TROTH_TRY(auto note, Note::parse(state_));
  TROTH_TRY(auto signed_head, Checkpoint::parse(note.text));
  auto const epoch = epoch_of(signed_head.origin);
  if (!epoch) return fail(Code::corrupt, "the signed state in the seal's folder names no epoch");
  epoch_ = *epoch;
  origin_ = signed_head.origin;
#if defined(TROTH_MUTANTS)
  if (TROTH_MUTANT("rollback-not-noticed")) {  // whatever lies in the data counts as what was signed
    TROTH_TRY(signed_head, head_in_data(*snapshot, origin_));
    note = Note{signed_head.text(), {}};
    TROTH_TRY(auto const key, signer(origin_, epoch_));
    note.signatures.push_back(key.sign(note.text));
  }
#endif
  if (!handle || !evidence) return fail(Code::conflict, "the data is older than what this cell has signed", kMend);
  handle_ = (*handle)[0].bytes();
  evidence_handle_ = (*evidence)[0].bytes();
  TROTH_TRY(prefix_, prefix_in(origin_));
  TROTH_TRY(compare(*snapshot, note, "this cell"));
  TROTH_TRY(std::string const cosigned, wiring_.state.cosigned());
  auto others = witnessed;
  if (!cosigned.empty()) others.push_back(cosigned);
  for (auto const& text : others) TROTH_TRY(agree(*snapshot, text));
  return recall(*snapshot, signed_head);
}

/// A head that somebody else shows counts if we signed it: a witness's word alone stops nobody.
Result<> Sealer::agree(store::Reader& snapshot, std::string const& text) const {
  auto note = Note::parse(text);
  if (!note) return {};
  auto head = Checkpoint::parse(note->text);
  if (!head || head->origin != origin_) return {};
  TROTH_TRY(auto const key, signer(origin_, epoch_));
  merkle::VerifierKey const ours = key.verifier();
  auto by = merkle::signers(*note, {&ours, 1});
  if (!by || by->empty()) return {};
  return compare(snapshot, *note, "a witness");
}

Result<> Sealer::agree(std::string const& text) const {
  TROTH_TRY(auto snapshot, wiring_.store.snapshot());
  return agree(*snapshot, text);
}

/// `<prefix>/cell/<handle>/<epoch>`, whatever the prefix of today is: an origin never changes within an epoch.
Result<std::string> Sealer::prefix_in(std::string const& origin) const {
  std::string const tail = "/cell/" + hex(handle_) + "/" + std::to_string(epoch_);
  if (origin.size() <= tail.size() || !origin.ends_with(tail))
    return fail(Code::conflict, "the data belongs to another log than the one this cell has signed", kMend);
  return origin.substr(0, origin.size() - tail.size());
}

Result<> Sealer::compare(store::Reader& snapshot, Note const& note, std::string_view whose) const {
  bool const witness = whose != "this cell";
  TROTH_TRY(auto seen, Checkpoint::parse(note.text));
  if (seen.origin != origin_) return fail(Code::conflict, "a witness shows a head of another log", seen.origin);
  TROTH_TRY(auto const key, signer(origin_, epoch_));
  merkle::VerifierKey const verifier = key.verifier();
  TROTH_TRY(auto const by, merkle::signers(note, {&verifier, 1}));
  if (by.empty()) return fail(Code::corrupt, "a head that should be ours was not signed by us", std::string(whose));
  if (seen.size == 0) return {};
  TROTH_TRY(auto head, load_head(snapshot, kSealLog));
  if (!head || head->epoch != epoch_ || head->size < seen.size)
    return fail(Code::conflict,
                witness ? "the data is older than what a witness has seen: it was restored or cut"
                        : "the data is older than what this cell has signed: it was restored or cut",
                kMend);
  RowTiles tiles(snapshot, kSealLog, *head);
  TROTH_TRY(auto const root, merkle::root_at(tiles, seen.size));
  if (root == seen.root) return {};
  return fail(Code::conflict,
              witness ? "the log is another one than a witness has seen: it was rewritten"
                      : "the log is another one than this cell has signed: it was rewritten",
              kMend);
}

/// A new cell: its handles, the keys of three epochs, and the signed head of an empty log.
Result<> Sealer::create() {
  TROTH_TRY(state_, wiring_.state.checkpoint());
  if (!state_.empty()) return fail(Code::conflict, "this seal has signed a log already");
  for (std::uint64_t epoch = 1; epoch <= kEpochsAhead; ++epoch) TROTH_TRY(wiring_.seal.create_log_key(epoch));
  auto fresh = [&] {
    auto const bytes = wiring_.random.bytes<16>();
    return Bytes(bytes.begin(), bytes.end());
  };
  Bytes const handle = fresh();
  merkle::Hash const none = merkle::empty_root();
  // Slot 0 is the cell's own log, 1 the evidence log; the log of seals is in no slot.
  auto set = store::WriteSet(store::BookPass())
                 .then(sql::insert_slot, {kSealLog, -1, handle, ByteView(none), ByteView(none)})
                 .then(sql::insert_slot, {kCell, 0, fresh(), ByteView(none), ByteView(none)})
                 .then(sql::insert_slot, {kEvidenceLog, 1, fresh(), ByteView(none), ByteView(none)});
  TROTH_TRY(wiring_.store.committer().commit(std::move(set), store::Lane::interactive));
  std::string const origin = origin_of(wiring_.prefix, kSealLog, handle, 1);
  TROTH_TRY(auto const key, signer(origin, 1));
  Note note{Checkpoint{origin, 0, none}.text(), {}};
  note.signatures.push_back(key.sign(note.text));
  return wiring_.state.swap_checkpoint(state_, note.encode());
}

}  // namespace troth::audit

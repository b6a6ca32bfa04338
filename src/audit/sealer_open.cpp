#include "audit/row_tiles.h"
#include "audit/sealer.h"
#include "audit/tables.h"

// Start-up: is what lies here what was signed? A database that was restored, cut or rewritten is never signed again.

namespace troth::audit {
namespace {

using merkle::Checkpoint;
using merkle::Note;

constexpr char kMend[] =
    "if the data was restored: `troth log rotate --after-restore`; else restore the data that was here";

}  // namespace

Result<> Sealer::open(std::vector<std::string> const& witnessed) {
  TROTH_TRY(auto snapshot, wiring_.store.snapshot());
  TROTH_TRY(state_, wiring_.state.checkpoint());
  TROTH_TRY(auto head, load_head(*snapshot, kSealLog));
  TROTH_TRY(auto handle, snapshot->one(sql::select_handle, {kSealLog}));
  TROTH_TRY(auto evidence, snapshot->one(sql::select_handle, {kEvidenceLog}));
  prefix_ = wiring_.prefix;
  if (state_.empty()) {
    if (head && head->size > 0)
      return fail(Code::conflict,
                  "the data has a sealed log, but what was signed of it is missing in the seal's folder",
                  "put log-checkpoint back there");
    snapshot.reset();
    return make_first(handle, evidence);
  }
  TROTH_TRY(auto note, Note::parse(state_));
  TROTH_TRY(auto signed_head, Checkpoint::parse(note.text));
  auto const epoch = epoch_of(signed_head.origin);
  if (!epoch) return fail(Code::corrupt, "the signed state in the seal's folder names no epoch");
  epoch_ = *epoch;
  origin_ = signed_head.origin;
  if (!handle || !evidence) return fail(Code::conflict, "the data is older than what this cell has signed", kMend);
  handle_ = (*handle)[0].bytes();
  evidence_handle_ = (*evidence)[0].bytes();
  TROTH_TRY(prefix_, prefix_in(origin_));
  TROTH_TRY(compare(*snapshot, note, "this cell"));
  for (auto const& text : witnessed) {
    TROTH_TRY(auto seen, Note::parse(text));
    TROTH_TRY(compare(*snapshot, seen, "a witness"));
  }
  return recall(*snapshot);
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
Result<> Sealer::make_first(std::optional<store::Row> const& handle, std::optional<store::Row> const& evidence) {
  epoch_ = 1;
  for (std::uint64_t epoch = 1; epoch <= kEpochsAhead; ++epoch) TROTH_TRY(wiring_.seal.create_log_key(epoch));
  auto fresh = [&] {
    auto const bytes = wiring_.random.bytes<16>();
    return Bytes(bytes.begin(), bytes.end());
  };
  handle_ = handle ? (*handle)[0].bytes() : fresh();
  evidence_handle_ = evidence ? (*evidence)[0].bytes() : fresh();
  merkle::Hash const empty = merkle::empty_root();
  TROTH_TRY(make_nodes());
  if (!handle) {
    // Slot 0 is the cell's own log, 1 the evidence log; the log of seals is in no slot.
    auto set = store::WriteSet(store::BookPass())
                   .then(sql::insert_slot, {kSealLog, -1, handle_, 0, ByteView(empty)})
                   .then(sql::insert_slot, {kCell, 0, fresh(), 0, ByteView(empty)})
                   .then(sql::insert_slot, {kEvidenceLog, 1, evidence_handle_, 0, ByteView(empty)});
    TROTH_TRY(wiring_.store.committer().commit(std::move(set), store::Lane::interactive));
  }
  origin_ = origin_of(prefix_, kSealLog, handle_, epoch_);
  TROTH_TRY(auto const key, signer(origin_, epoch_));
  Note note{Checkpoint{origin_, 0, empty}.text(), {}};
  note.signatures.push_back(key.sign(note.text));
  std::string const text = note.encode();
  TROTH_TRY(wiring_.state.swap_checkpoint(state_, text));
  state_ = text;
  TROTH_TRY(auto snapshot, wiring_.store.snapshot());
  return recall(*snapshot);
}

/// Logs that are older than their tiles get the nodes they would have.
Result<> Sealer::make_nodes() {
  store::Rows logs;
  {
    TROTH_TRY(auto snapshot, wiring_.store.snapshot());
    TROTH_TRY(logs, snapshot->query(sql::select_without_nodes, {merkle::kTileWidth}));
  }
  for (auto const& row : logs) {
    auto const log = row[0].id<TenantId>();
    merkle::CompactRange range;
    std::vector<merkle::TileNode> nodes;
    {
      TROTH_TRY(auto snapshot, wiring_.store.snapshot());
      TROTH_TRY(auto head, load_head(*snapshot, log));
      RowTiles tiles(*snapshot, log, *head);
      for (std::uint64_t i = 0; i < head->size / merkle::kTileWidth; ++i) {
        TROTH_TRY(auto hashes, tiles.tile({0, i}));
        for (auto const& hash : hashes) range.append(hash, nodes);
      }
    }
    std::vector<store::Params> rows;
    for (auto const& node : nodes)
      rows.push_back(
          {log, 1, static_cast<std::int64_t>(node.level), static_cast<std::int64_t>(node.index), ByteView(node.hash)});
    TROTH_TRY(wiring_.store.committer().commit(
        store::WriteSet(store::BookPass()).then_each(sql::insert_node, std::move(rows)), store::Lane::interactive));
  }
  return {};
}

/// The newest seal out of its rows: what it committed to must still be there. An entry that a crash left unsigned is
/// signed now.
Result<> Sealer::recall(store::Reader& snapshot) {
  TROTH_TRY(derive_verifiers());
  auto heads = std::make_shared<std::unordered_map<TenantId, SealedHead>>();
  TROTH_TRY(auto rows, snapshot.query(sql::select_slots, {kSealLog}));
  for (auto const& row : rows) {
    auto const log = row[0].id<TenantId>();
    SealedHead head{static_cast<std::uint64_t>(row[1].integer()),
                    origin_of(prefix_, log, row[2].bytes(), epoch_),
                    static_cast<std::uint64_t>(row[3].integer()),
                    {}};
    if (row[4].bytes().size() != head.root.size()) throw store::CorruptRow();
    std::copy(row[4].bytes().begin(), row[4].bytes().end(), head.root.begin());
    heads->emplace(log, std::move(head));
  }
  auto next = std::make_shared<Sealed>();
  next->epoch = epoch_;
  next->heads = heads;
  TROTH_TRY(auto cell, load_head(snapshot, kSealLog));
  size_ = cell && cell->epoch == epoch_ ? cell->size : 0;
  TROTH_TRY(auto row, snapshot.one(sql::select_last_seal, {kCell, static_cast<std::int64_t>(epoch_)}));
  if (!row) {
    Lock lock(mutex_);
    pending_ = std::move(next);  // heads and slots only: nothing is sealed yet
    return {};
  }
  next->number = static_cast<std::uint64_t>((*row)[0].integer());
  next->at = (*row)[1].time();
  next->seed = (*row)[2].bytes();
  next->slots = tree_of(next->seed, *heads);
  if (next->number + 1 != size_ || to_bytes(next->slots->root()) != (*row)[4].bytes())
    return fail(Code::conflict, "the heads of the logs are not those that were sealed last; run `troth log fsck`",
                kMend);
  TROTH_TRY(sign(std::move(next)));
  return show({}, false);
}

}  // namespace troth::audit

#include "audit/rotation.h"

#include "audit/log_names.h"
#include "audit/row_tiles.h"
#include "audit/sealer.h"
#include "audit/tables.h"
#include "base/json_writer.h"
#include "merkle/checkpoint.h"
#include "merkle/note.h"
#include "merkle/slots.h"

namespace troth::audit {
namespace {

using merkle::Checkpoint;
using merkle::Note;

bool is_public(TenantId log) { return log == kSealLog || log == kEvidenceLog; }

Result<merkle::SignerKey> signer(keys::Seal& seal, std::string const& origin, std::uint64_t epoch) {
  TROTH_TRY(Secret seed, seal.log_key(epoch, origin));
  return merkle::SignerKey(origin, merkle::KeyType::ed25519, std::move(seed));
}

/// The steps that end the present epoch of a log and leave it empty in the next.
store::WriteSet&& emptied(store::WriteSet&& set, TenantId log, std::uint64_t to) {
  merkle::Hash const empty = merkle::empty_root();
  auto const epoch = static_cast<std::int64_t>(to);
  set = std::move(set)
            .then(sql::begin_epoch, {epoch, merkle::CompactRange().encode(), ByteView(empty), log, epoch})
            .then(sql::forget_sealed, {ByteView(empty), ByteView(empty), log}, store::kAny);
  return std::move(set);
}

}  // namespace

/// How the present epoch ends: what was signed, and what is here.
struct LogRotation::End {
  std::string state;  // the note as it is kept
  Checkpoint signed_head;
  std::uint64_t from = 0;
  std::uint64_t restored_size = 0;
  merkle::Hash restored_root{};
  bool cell_log_begun = false;  // by a run that was cut short
  std::string next_origin;
};

/// The largest head of this origin that we signed: what is kept here may have been restored too, witnesses were not.
Result<Checkpoint> furthest(LogRotation::Wiring const& wiring, Checkpoint kept) {
  auto const epoch = epoch_of(kept.origin);
  if (!epoch) return kept;
  TROTH_TRY(auto const key, signer(wiring.seal, kept.origin, *epoch));
  merkle::VerifierKey const ours = key.verifier();
  for (auto const& text : wiring.witnessed) {
    auto note = Note::parse(text);
    if (!note) continue;
    auto head = Checkpoint::parse(note->text);
    auto by = merkle::signers(*note, {&ours, 1});
    if (head && by && !by->empty() && head->origin == kept.origin && head->size > kept.size) kept = std::move(*head);
  }
  return kept;
}

Result<LogRotation::End> LogRotation::find_end(Wiring const& wiring) {
  End end;
  TROTH_TRY(end.state, wiring.state.checkpoint());
  if (end.state.empty())
    return fail(Code::conflict, "nothing was ever signed here; there is no log to end",
                "put log-checkpoint back first");
  TROTH_TRY(auto note, Note::parse(end.state));
  TROTH_TRY(end.signed_head, Checkpoint::parse(note.text));
  TROTH_TRY(end.signed_head, furthest(wiring, end.signed_head));
  auto const epoch = epoch_of(end.signed_head.origin);
  if (!epoch) return fail(Code::corrupt, "the signed state in the seal's folder names no epoch");
  end.from = *epoch;
  end.next_origin =
      end.signed_head.origin.substr(0, end.signed_head.origin.rfind('/') + 1) + std::to_string(end.from + 1);
  TROTH_TRY(auto snapshot, wiring.store.snapshot());
  TROTH_TRY(auto head, load_head(*snapshot, kSealLog));
  if (!head) return fail(Code::conflict, "the data is from before the log began; restore a later backup");
  end.cell_log_begun = head->epoch == end.from + 1;
  if (!end.cell_log_begun && head->epoch != end.from)
    return fail(Code::conflict, "the data is of another log epoch than the signed state; restore a later backup");
  end.restored_size = head->size;
  end.restored_root = head->root;
  if (end.cell_log_begun || head->size < end.signed_head.size) return end;
  RowTiles tiles(*snapshot, kSealLog, *head);
  TROTH_TRY(auto const root, merkle::root_at(tiles, end.signed_head.size));
  if (root == end.signed_head.root)
    return fail(Code::conflict, "the data is not behind what was signed: there is nothing to rotate; serve it");
  return end;
}

Result<LogRotation::Outcome> LogRotation::run(Wiring const& wiring) {
  TROTH_TRY(auto const end, find_end(wiring));
  std::uint64_t const to = end.from + 1;
  for (std::uint64_t epoch = to; epoch < to + Sealer::kEpochsAhead; ++epoch)
    TROTH_TRY(wiring.seal.create_log_key(epoch));
  Outcome out{end.from, to, end.signed_head.size, end.restored_size, 0};
  store::Rows logs;
  {
    TROTH_TRY(auto snapshot, wiring.store.snapshot());
    TROTH_TRY(logs, snapshot->query(sql::select_logs, {}));
  }
  for (auto const& row : logs) {
    auto const log = row[0].id<TenantId>();
    ++out.logs;
    if (log == kSealLog || row[1].integer() >= static_cast<std::int64_t>(to)) continue;
    TROTH_TRY(begin(wiring, end, log, static_cast<std::uint64_t>(row[3].integer()), row[4].bytes()));
  }
  TROTH_TRY(begin_cell_log(wiring, end));
  return out;
}

Result<> LogRotation::begin(Wiring const& wiring, End const& end, TenantId log, std::uint64_t size, Bytes const& root) {
  std::uint64_t const to = end.from + 1;
  auto const& last = end.signed_head;
  if (is_public(log)) {
    merkle::EpochEnd const leaf{
        last.origin,       last.size,         last.root,
        end.restored_size, end.restored_root, static_cast<std::uint64_t>(to_micros(wiring.clock.now()) / 1'000'000)};
    auto set = emptied(store::WriteSet(store::BookPass()), log, to);
    return wiring.store.committer().commit(std::move(set).entry(log, leaf.encode()), store::Lane::interactive);
  }
  Json what;
  what.object().member("epoch", to).member("ended_epoch", end.from).member("restored_size", size);
  what.member("restored_root", hex(root)).member("lost", "whatever was logged after it and before now");
  what.member("cell_log", last.origin).member("signed_seals", last.size).member("restored_seals", end.restored_size);
  what.end();
  TROTH_TRY(auto event, wiring.scribe.write(
                            {log, act::EventType::log_epoch_begun, what.text(), "{\"at\":\"the console\"}", "{}", {}}));
  return wiring.store.committer().commit(emptied(store::WriteSet(std::move(event)), log, to), store::Lane::interactive);
}

/// Last: while its new epoch is not signed, a start is refused and the rotation can be run again.
Result<> LogRotation::begin_cell_log(Wiring const& wiring, End const& end) {
  auto const& last = end.signed_head;
  std::uint64_t const to = end.from + 1;
  if (!end.cell_log_begun)
    TROTH_TRY(
        begin(wiring, end, kSealLog, end.restored_size, Bytes(end.restored_root.begin(), end.restored_root.end())));
  TROTH_TRY(auto snapshot, wiring.store.snapshot());
  TROTH_TRY(auto head, load_head(*snapshot, kSealLog));
  if (!head || head->epoch != to || head->size != 1)
    return fail(Code::corrupt, "the new epoch of the cell log did not begin", last.origin);
  TROTH_TRY(auto const key, signer(wiring.seal, end.next_origin, to));
  Note note{Checkpoint{end.next_origin, head->size, head->root}.text(), {}};
  note.signatures.push_back(key.sign(note.text));
  return wiring.state.swap_checkpoint(end.state, note.encode());
}

}  // namespace troth::audit

#include <unordered_map>

#include "audit/internal/fsck_checks.h"
#include "audit/row_tiles.h"
#include "audit/sealed.h"
#include "audit/tables.h"
#include "merkle/note.h"

// The seals: each row of log_seal against the entry of the cell log that it stands for, the newest against the sealed
// heads, and the log against what was signed of it outside the data.

namespace troth::audit::fsck {
namespace {

using merkle::Checkpoint;
using merkle::Note;

class SealCheck {
 public:
  SealCheck(store::Reader& snapshot, Head const& head, Findings& findings)
      : snapshot_(snapshot), head_(head), findings_(findings) {}

  Result<std::uint64_t> rows() {
    std::int64_t next = head_.epoch > 1 ? 1 : 0;  // entry 0 of a later epoch tells how the one before ended
    std::uint64_t seals = 0;
    for (std::int64_t from = 0;;) {
      TROTH_TRY(auto page, snapshot_.query(sql::check_seals, {kCell, head_.epoch, from, kPage}));
      for (auto const& row : page) TROTH_TRY(seal(row, next));
      seals += page.size();
      if (page.size() < static_cast<std::size_t>(kPage)) break;
      from = page.back()[0].integer() + 1;
    }
    if (next < head_.size)
      wrong("seal " + std::to_string(next), "the newest seals are in the cell log, but not their rows");
    return seals;
  }

  Result<> newest(std::string const& origin) {
    TROTH_TRY(auto row, snapshot_.one(sql::select_last_seal, {kCell, head_.epoch}));
    TROTH_TRY(auto handle, snapshot_.one(sql::select_handle, {kSealLog}));
    if (!row || !handle) return {};
    std::string const tail = "/cell/" + hex((*handle)[0].bytes()) + "/" + std::to_string(head_.epoch);
    if (!origin.ends_with(tail)) {
      wrong("signed state", "it was signed for another log than the one that lies here");
      return {};
    }
    std::string const prefix = origin.substr(0, origin.size() - tail.size());
    TROTH_TRY(auto rows, snapshot_.query(sql::select_slots, {kSealLog}));
    std::unordered_map<TenantId, SealedHead> heads;
    for (auto const& slot : rows) {
      auto const log = slot[0].id<TenantId>();
      SealedHead head{static_cast<std::uint64_t>(slot[1].integer()),
                      origin_of(prefix, log, slot[2].bytes(), static_cast<std::uint64_t>(head_.epoch)),
                      static_cast<std::uint64_t>(slot[3].integer()),
                      {}};
      if (slot[1].integer() < 0 || head.slot >= rows.size() || slot[4].bytes().size() != head.root.size())
        throw store::CorruptRow();
      std::copy(slot[4].bytes().begin(), slot[4].bytes().end(), head.root.begin());
      heads.emplace(log, std::move(head));
    }
    auto const tree = tree_of((*row)[2].bytes(), heads);
    if (static_cast<std::int64_t>(tree->slots()) != (*row)[3].integer() || to_bytes(tree->root()) != (*row)[4].bytes())
      wrong("seal " + std::to_string((*row)[0].integer()),
            "the sealed heads of the logs are not those that the newest seal committed to: a sealed head was changed, "
            "and perhaps the log behind it");
    return {};
  }

  /// `whose`: "signed" or "cosigned". The origin, if it is a head of the present epoch.
  Result<std::string> note(std::string const& text, std::string const& whose) {
    std::string const where = whose + " state";
    auto note = Note::parse(text);
    auto seen = note ? Checkpoint::parse(note->text) : Result<Checkpoint>(note.error());
    auto const epoch = seen ? epoch_of(seen->origin) : std::nullopt;
    if (!epoch) {
      wrong(where, "the note in the seal's folder is no checkpoint: it was changed");
      return std::string();
    }
    auto const present = static_cast<std::uint64_t>(head_.epoch);
    if (*epoch != present) {
      if (whose == "cosigned" && *epoch < present) return std::string();  // of the epoch before; nothing newer yet
      wrong(where, *epoch > present
                       ? "it is of a later log epoch than the data: the data is older than what was signed"
                       : "it is of an earlier log epoch than the data: a rotation was cut short; run `troth "
                         "log rotate --after-restore` again");
      return std::string();
    }
    if (static_cast<std::int64_t>(seen->size) > head_.size) {
      wrong(where, "the cell log has " + std::to_string(head_.size) + " entries and " + std::to_string(seen->size) +
                       " were " + whose +
                       ": the data was restored or cut; if it was restored, run `troth log rotate "
                       "--after-restore`");
      return seen->origin;
    }
    if (seen->size > 0) compare(*seen, where);
    return seen->origin;
  }

 private:
  void wrong(std::string where, std::string says) { findings_.add(kSealLog, std::move(where), std::move(says)); }

  void compare(Checkpoint const& seen, std::string const& where) {
    LogHead head{static_cast<std::uint64_t>(head_.epoch), head_.base, static_cast<std::uint64_t>(head_.size), {}};
    RowTiles tiles(snapshot_, kSealLog, head);
    auto const root = merkle::root_at(tiles, seen.size);
    if (!root)
      wrong(where, "whether the log is the one that was signed cannot be said: rows or tile hashes are missing");
    else if (*root != seen.root)
      wrong(where,
            "the first " + std::to_string(seen.size) +
                " entries of the cell log have another root than the one that was signed: the log was rewritten, "
                "or the note was changed");
  }

  Result<> seal(store::Row const& row, std::int64_t& next) {
    auto const number = row[0].integer();
    std::string const where = "seal " + std::to_string(number);
    if (number > next) wrong("seal " + std::to_string(next), "its row is missing: it was deleted");
    if (number < next) wrong(where, "it is no seal of this epoch");
    next = number + 1;
    TROTH_TRY(auto entry, snapshot_.query(sql::select_entries, {kSealLog, head_.base + number, head_.base + next}));
    merkle::Hash root{};
    if (row[2].bytes().size() != root.size()) throw store::CorruptRow();
    std::copy(row[2].bytes().begin(), row[2].bytes().end(), root.begin());
    if (number >= head_.size || entry.empty())
      wrong(where, "its row has no entry in the cell log: the cell log was cut");
    else if (entry[0][0].bytes() != merkle::slots_entry(static_cast<std::uint64_t>(row[1].integer()), root))
      wrong(where, "its row is not what its entry in the cell log says: one of them was changed");
    return {};
  }

  store::Reader& snapshot_;
  Head const& head_;
  Findings& findings_;
};

}  // namespace

Result<std::uint64_t> check_seals(store::Reader& snapshot, Head const& cell_log, Fsck::Outside const& outside,
                                  Findings& findings) {
  SealCheck check(snapshot, cell_log, findings);
  TROTH_TRY(auto const seals, check.rows());
  if (outside.checkpoint.empty()) {
    if (cell_log.size > 0)
      findings.add(kSealLog, "signed state",
                   "log-checkpoint is missing in the seal's folder: nothing tells any more whether the data is behind "
                   "what was signed; put it back");
    return seals;
  }
  TROTH_TRY(auto const origin, check.note(outside.checkpoint, "signed"));
  if (!outside.cosigned.empty()) TROTH_TRY(check.note(outside.cosigned, "cosigned"));
  if (!origin.empty()) TROTH_TRY(check.newest(origin));
  return seals;
}

}  // namespace troth::audit::fsck

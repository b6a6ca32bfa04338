#include "act/event.h"
#include "audit/internal/fsck_tree.h"
#include "audit/tables.h"
#include "merkle/tile.h"

// The rows of one log, in pages: each seq once, each row's columns as its leaf has them.

namespace troth::audit::fsck {
namespace {

class LogCheck {
 public:
  LogCheck(store::Reader& snapshot, LogUnderCheck& log, Findings& findings)
      : log_(log), findings_(findings), tree_(snapshot, log, findings) {}

  Result<> row(store::Row const& row) {
    auto const seq = row[0].integer();
    if (seq < next_ || seq >= log_.head.end()) {
      if (strays_++ == 0) first_stray_ = seq;
      return {};
    }
    missing_before(seq);
    next_ = seq + 1;
    if (!is_public(log_.log)) check_event(seq, row);
    if (seq < log_.head.base || gap_) return {};
    return tree_.append(merkle::leaf_hash(row[1].bytes()));
  }

  Result<> finish() {
    missing_before(log_.head.end());
    if (strays_ > 0)
      findings_.add(log_.log, "seq " + std::to_string(first_stray_),
                    std::to_string(strays_) + " rows lie outside what the head counts (seq 0 to " +
                        std::to_string(log_.head.end() - 1) + "): rows were added, or the head was set back");
    if (gap_) {
      findings_.add(log_.log, "tree", "it cannot be recomputed while rows are missing");
      return {};
    }
    return tree_.finish();
  }

 private:
  void missing_before(std::int64_t seq) {
    if (next_ >= seq) return;
    bool const tail = seq == log_.head.end();
    std::string where = "seq " + std::to_string(next_);
    if (next_ + 1 < seq) where += " to " + std::to_string(seq - 1);
    findings_.add(log_.log, where,
                  tail ? "the newest rows are missing: the log was cut" : "rows are missing: events were deleted");
    gap_ = gap_ || seq > log_.head.base;
    next_ = seq;
  }

  void check_event(std::int64_t seq, store::Row const& row) {
    count(seq, row);
    auto const& leaf = row[1].bytes();
    std::string const where = "seq " + std::to_string(seq);
    if (leaf.size() != act::kLeafSize || leaf[0] != 1) {
      findings_.add(log_.log, where, "the leaf is no leaf of this version: it was changed");
      return;
    }
    constexpr std::int64_t kMinute = 60'000'000;
    auto const at = row[2].integer();
    auto const minute = static_cast<std::uint64_t>(at / kMinute - (at % kMinute < 0 ? 1 : 0));
    if (read_be<std::uint16_t>(ByteView(leaf).subspan(1)) != static_cast<std::uint64_t>(row[3].integer()))
      findings_.add(log_.log, where, "the type in the row is not that in the leaf: one of them was changed");
    if (read_be<std::uint64_t>(ByteView(leaf).subspan(3)) != minute)
      findings_.add(log_.log, where, "the time in the row is not that in the leaf: one of them was changed");
  }

  void count(std::int64_t seq, store::Row const& row) {
    if (seq >= log_.indexed) return;
    auto add = [&](SearchKind kind, bool has) { log_.expected[static_cast<std::size_t>(kind)] += has ? 1 : 0; };
    add(SearchKind::subject, row[4].integer() != 0);
    add(SearchKind::actor, row[5].integer() != 0);
    add(SearchKind::token, row[6].integer() != 0);
    add(SearchKind::event, true);
    add(SearchKind::epoch, row[3].integer() == static_cast<std::int64_t>(act::EventType::log_epoch_begun));
  }

  LogUnderCheck& log_;
  Findings& findings_;
  TreeCheck tree_;
  std::int64_t next_ = 0, strays_ = 0, first_stray_ = 0;
  bool gap_ = false;  // in the present epoch
};

}  // namespace

Result<> check_log(store::Reader& snapshot, LogUnderCheck& log, Findings& findings,
                   std::function<void(std::uint64_t)> const& seen) {
  LogCheck check(snapshot, log, findings);
  auto from = std::numeric_limits<std::int64_t>::min();
  for (;;) {
    TROTH_TRY(auto rows,
              snapshot.query(is_public(log.log) ? sql::check_entries : sql::check_events, {log.log, from, kPage}));
    for (auto const& row : rows) TROTH_TRY(check.row(row));
    seen(rows.size());
    if (rows.size() < static_cast<std::size_t>(kPage)) return check.finish();
    from = rows.back()[0].integer() + 1;
  }
}

}  // namespace troth::audit::fsck

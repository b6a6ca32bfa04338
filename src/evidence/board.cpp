#include "evidence/board.h"

#include <unordered_map>

#include "audit/log_names.h"
#include "base/mutex.h"
#include "evidence/attestations.h"
#include "evidence/status.h"
#include "evidence/tables.h"

namespace troth::evidence {
namespace {

using audit::kEvidenceLog;

/// Records by their text. An entry never changes and reading it is a pure function of it, so this can be kept for all
/// cells of the process; the newest of every clause are read for every page.
class Readings {
 public:
  Result<merkle::EvidenceRecord> of(std::string const& text) {
    Lock lock(mutex_);
    if (auto const found = records_.find(text); found != records_.end()) return found->second;
    auto record = merkle::EvidenceRecord::parse(text);
    if (!record) return record;
    if (records_.size() == kMost) records_.clear();
    return records_.emplace(text, std::move(*record)).first->second;
  }

 private:
  static constexpr std::size_t kMost = 2'048;
  Mutex mutex_;
  std::unordered_map<std::string, merkle::EvidenceRecord> records_ TROTH_GUARDED_BY(mutex_);
};

/// A row of number, index and entry. What the log holds and cannot be read was not written by us.
Result<Latest> latest_of(store::Row const& row) {
  static Readings readings;
  auto record = readings.of(std::string(as_text(row[2].bytes())));
  if (!record)
    return fail(Code::corrupt, "an entry of the evidence log is no record of evidence", {}, record.error().at);
  return Latest{row[0].integer(), static_cast<std::uint64_t>(row[1].integer()), std::move(*record)};
}

using ByClause = std::map<std::string, Latest, std::less<>>;
Result<ByClause> newest_verdicts(store::Reader& snapshot) {
  TROTH_TRY(auto rows, snapshot.query(sql::select_latest, {kEvidenceLog}));
  ByClause out;
  for (auto const& row : rows) {
    TROTH_TRY(auto latest, latest_of(row));
    auto clause = latest.record.clause;
    out.emplace(std::move(clause), std::move(latest));
  }
  return out;
}

using Attestations = std::map<std::string, Attestation, std::less<>>;
Result<Attestations> newest_attestations(store::Reader& snapshot) {
  TROTH_TRY(auto rows, snapshot.query(sql::select_attestations, {kCell}));
  Attestations out;
  for (auto const& row : rows) {
    struct Id;
    Attestation one{row[1].id<troth::Id<Id>>().text(),
                    std::string(scheme_title(row[2].text())),
                    row[3].text(),
                    row[4].text(),
                    row[5].text(),
                    row[6].text(),
                    row[7].text(),
                    row[8].text(),
                    row[9].time(),
                    row[10].time(),
                    row[11].is_null() ? std::nullopt : std::optional(row[11].time())};
    out.emplace(row[0].text(), std::move(one));
  }
  return out;
}

Failure failure_of(store::Row const& row) {
  return {row[0].text(), row[1].time(), row[2].is_null() ? std::nullopt : std::optional(row[2].time()),
          static_cast<std::uint64_t>(row[3].integer())};
}

Failures joined(store::Rows const& open, store::Rows const& ended, store::Row const& count) {
  Failures out;
  for (auto const* rows : {&open, &ended})
    for (auto const& row : *rows) out.shown.push_back(failure_of(row));
  out.not_shown = count[0].integer() - static_cast<std::int64_t>(ended.size());
  return out;
}

template <class Map>
auto taken(Map& from, std::string const& clause) -> std::optional<typename Map::mapped_type> {
  auto found = from.find(clause);
  if (found == from.end()) return std::nullopt;
  return std::move(found->second);
}

}  // namespace

Result<InForce> in_force(store::Reader& snapshot, Running const& running, Time now) {
  InForce out;
  if (running.version) {
    TROTH_TRY(auto version, running.version(snapshot, now));
    if (version) out = std::move(*version);
  }
  for (auto const& [id, value] : running.catalogue->defaults()) out.promises.emplace(id, value);
  return out;
}

ClauseView const* Board::find(std::string_view clause) const {
  for (auto const& view : clauses)
    if (view.clause->id == clause) return &view;
  return nullptr;
}

Result<Board> read_board(store::Reader& snapshot, Running const& running, Time now) {
  TROTH_TRY(auto tom, in_force(snapshot, running, now));
  TROTH_TRY(auto verdicts, newest_verdicts(snapshot));
  TROTH_TRY(auto attestations, newest_attestations(snapshot));
  TROTH_TRY(auto const newest_failure, snapshot.one(sql::select_newest_failure, {kEvidenceLog}));
  Board out;
  out.now = now;
  out.origin = running.origin;
  out.build = running.build;
  out.manifest = running.manifest;
  out.tom = tom.hash;
  out.tom_version = tom.number;
  out.promises = tom.promises;
  out.witness = running.witness;
  for (auto const& clause : running.catalogue->clauses())
    out.clauses.push_back(
        judge({clause, taken(verdicts, clause.id), taken(attestations, clause.id)}, running, tom, now));
  if (newest_failure) out.last_failure = failure_of(*newest_failure);
  return out;
}

Result<std::vector<Latest>> history(store::Reader& snapshot, std::string_view clause, std::int64_t before,
                                    std::size_t most) {
  TROTH_TRY(auto rows, snapshot.query(sql::select_history, {kEvidenceLog, clause, before > 0 ? before : INT64_MAX,
                                                            static_cast<std::int64_t>(most)}));
  std::vector<Latest> out;
  for (auto const& row : rows) {
    TROTH_TRY(auto latest, latest_of(row));
    out.push_back(std::move(latest));
  }
  return out;
}

std::int64_t first_shown_day(Time now) {
  constexpr std::int64_t kDays = 366;
  return std::chrono::floor<std::chrono::days>(now).time_since_epoch().count() - kDays + 1;
}

Result<std::vector<Day>> days(store::Reader& snapshot, std::string_view clause, Time now) {
  TROTH_TRY(auto rows, snapshot.query(sql::select_days, {kEvidenceLog, clause, first_shown_day(now)}));
  std::vector<Day> out;
  for (auto const& row : rows) out.push_back({row[0].integer(), row[1].integer(), row[2].integer()});
  return out;
}

Result<Failures> failures(store::Reader& snapshot, Time since, std::size_t most) {
  TROTH_TRY(auto const open, snapshot.query(sql::select_open_failures, {kEvidenceLog}));
  TROTH_TRY(auto const ended,
            snapshot.query(sql::select_failures, {kEvidenceLog, since, static_cast<std::int64_t>(most)}));
  TROTH_TRY(auto const count, snapshot.one(sql::count_failures, {kEvidenceLog, since}));
  return joined(open, ended, *count);
}

Result<Failures> failures_of(store::Reader& snapshot, std::string_view clause, Time since, std::size_t most) {
  TROTH_TRY(auto open, snapshot.query(sql::select_open_failures, {kEvidenceLog}));
  std::erase_if(open, [&](auto const& row) { return row[0].text() != clause; });
  TROTH_TRY(auto const ended,
            snapshot.query(sql::select_failures_of, {kEvidenceLog, clause, since, static_cast<std::int64_t>(most)}));
  TROTH_TRY(auto const count, snapshot.one(sql::count_failures_of, {kEvidenceLog, clause, since}));
  return joined(open, ended, *count);
}

Result<std::optional<Opened>> observations(store::Reader& snapshot, std::int64_t number, Time now) {
  constexpr auto kLongestClosed = std::chrono::days(30);
  TROTH_TRY(auto row, snapshot.one(sql::select_opening, {kEvidenceLog, number}));
  if (!row) return std::optional<Opened>();
  auto const passed = (*row)[1].integer() == static_cast<std::int64_t>(merkle::EvidenceRecord::Verdict::pass);
  bool open = passed || now - (*row)[2].time() >= kLongestClosed;
  if (!open) {
    TROTH_TRY(auto failure, snapshot.one(sql::select_mended, {kEvidenceLog, (*row)[0].text(), number}));
    open = failure && !(*failure)[0].is_null();
  }
  if (!open) return std::optional<Opened>();
  return std::optional(Opened{hex((*row)[3].bytes()), (*row)[4].text()});
}

}  // namespace troth::evidence

#include "evidence/board.h"

#include "audit/log_names.h"
#include "evidence/status.h"
#include "evidence/tables.h"

namespace troth::evidence {
namespace {

using audit::kEvidenceLog;

/// A row of number, index and entry. What the log holds and cannot be read was not written by us.
Result<Latest> latest_of(store::Row const& row) {
  auto record = merkle::EvidenceRecord::parse(as_text(row[2].bytes()));
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
                    row[2].text(),
                    row[3].text(),
                    row[4].text(),
                    row[5].text(),
                    row[6].text(),
                    row[7].text(),
                    row[8].text(),
                    row[9].time(),
                    row[10].time()};
    out.emplace(row[0].text(), std::move(one));
  }
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
  TROTH_TRY(auto newest_failure, failures(snapshot, Time{}, 1));
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
  if (!newest_failure.empty()) out.last_failure = std::move(newest_failure.front());
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

Result<std::vector<Failure>> failures(store::Reader& snapshot, Time since, std::size_t most) {
  TROTH_TRY(auto rows, snapshot.query(sql::select_failures, {kEvidenceLog, since, static_cast<std::int64_t>(most)}));
  std::vector<Failure> out;
  for (auto const& row : rows)
    out.push_back({row[0].text(), row[1].time(), row[2].is_null() ? std::nullopt : std::optional(row[2].time()),
                   static_cast<std::uint64_t>(row[3].integer())});
  return out;
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

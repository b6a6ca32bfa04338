#include "evidence/calendar.h"

#include "audit/log_names.h"
#include "evidence/tables.h"

namespace troth::evidence {

using audit::kEvidenceLog;

Result<Calendar::Days> Calendar::load(store::Reader& snapshot, std::int64_t first) {
  TROTH_TRY(auto rows, snapshot.query(sql::select_all_days, {kEvidenceLog, kEvidenceLog, first}));
  Days out;
  for (auto const& row : rows) out[row[0].text()].push_back({row[1].integer(), row[2].integer() > 0});
  return out;
}

std::vector<Week> Calendar::by_weeks(Days const& days, std::int64_t first) {
  std::vector<Week> out;
  for (auto const& [clause, tried] : days) {
    auto const begin = out.size();
    for (auto const& one : tried) {
      if (one.day < first) continue;
      if (out.size() == begin || out.back().week != one.day / 7) out.push_back({clause, one.day / 7, 0, 0});
      ++out.back().days;
      out.back().failed_days += one.failed;
    }
  }
  return out;
}

Result<> Calendar::follow(store::Reader& snapshot, std::int64_t first) {
  TROTH_TRY(auto changed, snapshot.query(sql::select_clauses_since, {kEvidenceLog, number_}));
  Days fresh;
  for (auto const& row : changed) {
    auto const clause = row[0].text();
    if (fresh.contains(clause)) continue;
    TROTH_TRY(auto rows, snapshot.query(sql::select_days, {kEvidenceLog, clause, first}));
    for (auto const& day : rows) fresh[clause].push_back({day[0].integer(), day[2].integer() > 0});
  }
  for (auto& [clause, tried] : fresh) days_.insert_or_assign(clause, std::move(tried));
  return {};
}

// Whoever comes first reads for all who wait: they would read the same.
Result<std::vector<Week>> Calendar::weeks(store::Reader& snapshot, Time now) {
  auto const first = first_shown_day(now);
  TROTH_TRY(auto const newest, snapshot.one(sql::select_newest_number, {kEvidenceLog}));
  auto const number = (*newest)[0].integer();
  Lock lock(mutex_);
  if (number < number_) {  // an older snapshot than somebody else's
    TROTH_TRY(auto const then, load(snapshot, first));
    return by_weeks(then, first);
  }
  if (first < first_) {  // nothing has been read yet, or the clock went back
    TROTH_TRY(days_, load(snapshot, first));
  } else if (number > number_) {
    TROTH_TRY(follow(snapshot, first));
  }
  first_ = first;
  number_ = number;
  return by_weeks(days_, first);
}

}  // namespace troth::evidence

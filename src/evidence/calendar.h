#pragma once
#include <map>
#include <string>
#include <vector>

#include "base/mutex.h"
#include "evidence/board.h"

namespace troth::evidence {

/// The last 366 days of all clauses by weeks, for pages that show all clauses at once: tens of thousands of rows of
/// which a new verdict changes one. What was read is kept with the number of the verdict that it was read at, and only
/// the clauses that have newer verdicts are read again: an answer is that of the snapshot, never an older one. Counts
/// of the append-only log alone are kept, no status. One for each cell; any thread.
class Calendar {
 public:
  /// Oldest first within a clause; days without a verdict are in no week. Errors as the reader.
  Result<std::vector<Week>> weeks(store::Reader& snapshot, Time now);

 private:
  struct Tried {
    std::int64_t day;
    bool failed;
  };
  using Days = std::map<std::string, std::vector<Tried>, std::less<>>;

  static Result<Days> load(store::Reader& snapshot, std::int64_t first);
  static std::vector<Week> by_weeks(Days const& days, std::int64_t first);
  /// Reads what has come since `number_`.
  Result<> follow(store::Reader& snapshot, std::int64_t first) TROTH_REQUIRES(mutex_);

  Mutex mutex_;
  Days days_ TROTH_GUARDED_BY(mutex_);
  std::int64_t first_ TROTH_GUARDED_BY(mutex_) = INT64_MAX;  ///< no day before it is in `days_`
  std::int64_t number_ TROTH_GUARDED_BY(mutex_) = 0;         ///< of the newest verdict that `days_` tells of
};

}  // namespace troth::evidence

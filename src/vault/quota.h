#pragma once
#include "base/clock.h"
#include "base/name.h"
#include "store/reader.h"
#include "store/write_set.h"

namespace troth::vault {

using FormName = Name<struct FormNameTag>;

/// How much a form takes in: per minute and per day, each counted from the first submission of its span. The counts are
/// rows, so they hold across restarts and for all nodes together.
struct Quota {
  static constexpr std::int64_t kMostPerMinute = 10'000, kMostPerDay = 10'000'000;
  std::int64_t per_minute = 0, per_day = 0;

  /// exhausted where a span is used up; `at` names it and ends with the seconds until the next one begins, from which
  /// the answer's Retry-After is made.
  Result<> check(store::Reader& snapshot, TenantId tenant, FormName const& form, Time now) const;
  /// Counts one, on the condition that none is used up.
  store::WriteSet count(store::WriteSet set, TenantId tenant, FormName const& form, Time now) const;
};

}  // namespace troth::vault

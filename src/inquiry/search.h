#pragma once
#include "inquiry/log_view.h"
#include "inquiry/persons.h"

namespace troth::inquiry {

/// What to look for; all that is given must hold. Times are inclusive.
struct Query {
  std::optional<SubjectId> subject;
  std::optional<TokenId> token;
  std::optional<PrincipalId> actor;
  std::optional<act::EventType> type;
  std::optional<Time> from, to;
  std::optional<std::int64_t> cursor;  ///< seq of the first row to look at
  std::int64_t limit = 100;            ///< 1 to 500

  static constexpr std::int64_t kMostRows = 50'000;  ///< looked at for one page
};

/// One page in the order of the log. It may be short, or empty, and still have a next: the bound is on the rows looked
/// at, not on what is found. Uses the search index for the first given of subject, token and actor, and the rows
/// themselves for the tail that is not in it yet, so an event can be found as soon as its answer has left.
Result<vault::Decision> search(vault::Context const& context, access::Grant const& grant, Query const& query);

}  // namespace troth::inquiry

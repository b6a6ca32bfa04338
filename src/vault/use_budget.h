#pragma once
#include "vault/context.h"

namespace troth::vault {

/// How often a value may be asked after in an hour of the clock: by one principal, and of one person, each for one
/// field. Whoever guesses is stopped by the second, whoever asks after many people by the first. Rows of the tenant, so
/// they hold across restarts and for all nodes together.
struct UseBudget {
  static constexpr std::int64_t kMostPerPrincipal = 6'000, kMostPerSubject = 100;
  std::int64_t per_principal = 600, per_subject = 20;

  static Result<UseBudget> of(store::Reader& snapshot, TenantId tenant);
};

/// What is counted: a field of a collection, or a label (no collection, the label's name).
struct Counted {
  std::string collection, field;
  std::optional<SubjectId> subject = {};  ///< whom it is asked of, if of one person
};

/// The set with one more use on record, which does not stand where a budget is spent; exhausted if one is already. `at`
/// then names it and ends with the seconds until the next hour, from which the answer's Retry-After is made.
Result<store::WriteSet> spend(Context const& context, access::Grant const& grant, Counted const& counted,
                              store::WriteSet set);

/// administration: other budgets of the tenant, from 1 to the ceilings above.
Result<Decision> define_use_budget(Context const&, access::Grant const&, UseBudget const&);

}  // namespace troth::vault

#pragma once
#include <functional>

#include "runner/run.h"

namespace troth::runner {

/// A customer, who has a tenant of its own at a served cell, and nothing of the cell's.
struct Customer {
  std::string tenant;     ///< id
  client::Target target;  ///< from wherever this runs
  Secret owner;
  std::optional<Secret> reader;                       ///< of the tenant's log
  std::function<bool()> stop = [] { return false; };  ///< asked before each probe
};

/// Why a customer cannot run this probe, for people; empty if it can. `reader`: whether it has somebody who reads its
/// log.
std::string_view not_for_customers(probe::Probe const& probe, bool reader);

/// Every probe attacks the customer's tenant, one at a time; nothing is handed in. After each, the people and tokens it
/// made are cleared away. invalid for a probe that is not for customers; an error, and nothing run, for a tenant that
/// cannot be claimed (probe/claim.h), except that a token with too few permissions makes each verdict `error`; conflict
/// when something could not be cleared away, after the verdict was told to `each`.
Result<std::vector<Outcome>> run_as_customer(Customer const& customer, std::span<probe::Probe const* const> probes,
                                             Limits const& limits, std::function<void(Outcome const&)> const& each);

}  // namespace troth::runner

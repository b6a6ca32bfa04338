#pragma once
#include <array>

#include "vault/principals.h"

namespace troth::evidence {

/// One of the two tenants of the cell that probes attack; nobody's data is in them. Its principals have tokens only
/// while a run goes on.
struct ProbeTenant {
  TenantId tenant;
  PrincipalId owner;   ///< every operation, not the log
  PrincipalId reader;  ///< the log, alone
};

/// The pair, and the writes that make it where there is none yet.
struct ProbeTenants {
  std::array<ProbeTenant, 2> pair;
  std::vector<act::Event> events;  ///< of those made
  std::vector<store::Params> tenants, principals, remembered;
  std::vector<keys::KeyRow> keys;

  static Result<ProbeTenants> find_or_make(vault::Context const& context, access::Grant const& grant);
  /// A new one, whatever there is.
  static Result<ProbeTenants> make_pair(vault::Context const& context, access::Grant const& grant);
  /// The pair, if it has been made.
  static Result<std::optional<std::array<ProbeTenant, 2>>> find(store::Reader& snapshot);
  store::WriteSet&& add_to(store::WriteSet&& set) &&;
};

}  // namespace troth::evidence

#pragma once
#include "vault/context.h"

namespace troth::vault {

/// A frozen tenant: nothing of it is read or written (423), by nobody. Erasure, retention and the end of key epochs go
/// on, and it is administered, so that somebody can thaw it. The reason is told of the tenant, not of a person.
/// conflict unless the tenant is active (frozen, to thaw).
Result<Decision> freeze(Context const&, access::Grant const&, std::string_view reason);
Result<Decision> thaw(Context const&, access::Grant const&, std::string_view reason);

/// The tenant is still in the state that `facts` saw, so nothing can follow a freeze or the end of a tenant in the log.
/// Not for kCell, which has no state.
store::WriteSet guard_tenant(store::WriteSet set, TenantId tenant, access::Facts const& facts);

namespace sql {
extern store::Sql const move_tenant;   // new state, tenant, old state
extern store::Sql const guard_tenant;  // tenant, state
}  // namespace sql

}  // namespace troth::vault

#pragma once
#include "probe/scene.h"

namespace troth::clauses {

/// Whether the tenant's owner, asking to support somebody, finds this person by this address.
Result<bool> finds(probe::Tenant& tenant, std::string const& email, std::string const& subject);

}  // namespace troth::clauses

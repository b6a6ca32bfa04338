#pragma once
#include "access/grant.h"

namespace troth::vault {

/// denied for the cell's principals, who administer tenants from outside: what decides over content, or whom it is
/// sealed for, a tenant lays down by itself (docs/decisions/0005).
Result<> not_from_outside(access::Grant const& grant);

}  // namespace troth::vault

#pragma once
#include "app/row.h"

namespace troth::app {

/// Makes a principal out of the request's body, in the tenant that the grant is for; the cell's rows and a tenant's
/// share it.
Result<vault::Decision> create_principal(vault::Context const& context, access::Grant const& grant, Call const& call);

}  // namespace troth::app

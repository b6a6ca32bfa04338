#include "vault/freeze.h"

namespace troth::vault::sql {

constinit store::Sql const move_tenant = "UPDATE tenant SET state = $1 WHERE tenant_id = $2 AND state = $3";
constinit store::Sql const guard_tenant = {"SELECT 1 FROM tenant WHERE tenant_id = $1 AND state = $2", store::kRule};

}  // namespace troth::vault::sql

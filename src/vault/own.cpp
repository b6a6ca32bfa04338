#include "vault/own.h"

namespace troth::vault {

Result<> not_from_outside(access::Grant const& grant) {
  if (grant.actor().tenant == grant.tenant()) return {};
  return fail(Code::denied, "a tenant does this itself; the cell's administrators cannot");
}

}  // namespace troth::vault

#include "app/rows/categories.h"

#include "vault/discovery.h"
#include "vault/own.h"

// What kinds of personal data a tenant holds: as its definitions say, and as the values are.

namespace troth::app {
namespace {

using act::Operation;
using http::Method;

Result<vault::Decision> list(vault::Context const& context, access::Grant const& grant, Call const&) {
  return vault::list_categories(context, grant);
}

/// The values are opened by the cell itself: who administers sees names of fields and counts.
Result<vault::Decision> discover(vault::Context const& context, access::Grant const& grant, Call const& call) {
  if (!call.request.body.empty()) return fail(Code::invalid, "the search takes no body; it looks at every collection");
  TROTH_TRY(vault::not_from_outside(grant));
  if (grant.facts().tenant != access::TenantState::active)
    return fail(Code::locked, "the tenant is frozen or being destroyed: nothing of it is opened");
  return vault::discover(context, grant);
}

}  // namespace

std::vector<Row> category_rows() {
  return {
      {{Method::get, "/v1/tenants/{tenant}/categories"},
       Operation::administration,
       Where::pool,
       Needs::nothing,
       tenant_facts,
       list},
      {{Method::post, "/v1/tenants/{tenant}/discovery"},
       Operation::administration,
       Where::pool,
       Needs::nothing,
       tenant_facts,
       discover},
  };
}

}  // namespace troth::app

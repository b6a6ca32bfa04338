#include "app/row.h"
#include "http/json.h"
#include "vault/freeze.h"
#include "vault/retention_sweep.h"

// What becomes of a tenant's data with time, and a stop to everything: retention, freeze and thaw.

namespace troth::app {
namespace {

using act::Operation;
using http::Method;

Result<std::string> reason_in(Call const& call) {
  TROTH_TRY(auto body, http::JsonReader::object(call.request.body));
  TROTH_TRY(std::string reason, body.text("reason", 500));
  TROTH_TRY(body.done());
  return reason;
}

Result<vault::Decision> freeze(vault::Context const& context, access::Grant const& grant, Call const& call) {
  TROTH_TRY(std::string const reason, reason_in(call));
  return vault::freeze(context, grant, reason);
}

Result<vault::Decision> thaw(vault::Context const& context, access::Grant const& grant, Call const& call) {
  TROTH_TRY(std::string const reason, reason_in(call));
  return vault::thaw(context, grant, reason);
}

Result<vault::Decision> describe(vault::Context const& context, access::Grant const& grant, Call const&) {
  return vault::describe_retention(context, grant);
}

Row row(Method method, std::string_view pattern, Where where, Handler handler) {
  return {{method, pattern}, Operation::administration, where, Needs::nothing, tenant_facts, handler};
}

}  // namespace

std::vector<Row> retention_rows() {
  return {
      row(Method::put, "/v1/tenants/{tenant}/freeze", Where::io, freeze),
      row(Method::del, "/v1/tenants/{tenant}/freeze", Where::io, thaw),
      row(Method::get, "/v1/tenants/{tenant}/retention", Where::pool, describe),
  };
}

}  // namespace troth::app

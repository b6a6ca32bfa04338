#include "app/rows/principals.h"
#include "base/mutant.h"
#include "http/json.h"
#include "vault/principals.h"
#include "vault/rules.h"

// A tenant and who may act in it.

namespace troth::app {
namespace {

using act::Operation;
using act::Permission;
using http::Method;

Result<vault::Decision> describe(vault::Context const& context, access::Grant const& grant, Call const&) {
  return vault::describe_tenant(context, grant);
}

Result<vault::Decision> issue_token(vault::Context const& context, access::Grant const& grant, Call const& call) {
  auto principal = PrincipalId::parse(call.path("principal"));
  if (!principal) return fail(Code::not_found, "there is nothing here");
  TROTH_TRY(auto body, http::JsonReader::object(call.request.body));
  TROTH_TRY(auto permissions, body.texts("permissions", 32, 40));
  TROTH_TRY(auto days, body.maybe_integer("days", 1, 90));
  TROTH_TRY(body.done());
  return vault::issue_token(context, grant, *principal, permissions, days.value_or(90));
}

Result<vault::Decision> revoke_token(vault::Context const& context, access::Grant const& grant, Call const& call) {
  auto token = TokenId::parse(call.path("token"));
  if (!token) return fail(Code::not_found, "there is nothing here");
  return vault::revoke_token(context, grant, *token);
}

}  // namespace

Result<vault::Decision> create_principal(vault::Context const& context, access::Grant const& grant, Call const& call) {
  TROTH_TRY(auto body, http::JsonReader::object(call.request.body));
  TROTH_TRY(std::string name, body.text("name", 40));
  TROTH_TRY(auto permissions, body.texts("permissions", 32, 40));
  TROTH_TRY(auto days, body.maybe_integer("days", 1, TROTH_MUTANT("token-days-unbounded") ? 36'500 : 90));
  TROTH_TRY(body.done());
  return vault::create_principal(context, grant, name, permissions, days.value_or(90));
}

std::vector<Row> tenant_rows() {
  return {
      {{Method::get, "/v1/tenants/{tenant}"},
       Operation::administration,
       Where::io,
       Needs::nothing,
       tenant_facts,
       describe},
      {{Method::post, "/v1/tenants/{tenant}/principals"},
       Operation::administration,
       Where::io,
       Needs::nothing,
       tenant_facts,
       create_principal},
      {{Method::post, "/v1/tenants/{tenant}/principals/{principal}/tokens"},
       Operation::administration,
       Where::io,
       Needs::nothing,
       tenant_facts,
       issue_token},
      {{Method::del, "/v1/tenants/{tenant}/tokens/{token}"},
       Operation::administration,
       Where::io,
       Needs::nothing,
       tenant_facts,
       revoke_token},
  };
}

}  // namespace troth::app

#include "vault/links.h"
#include "app/row.h"
#include "http/json.h"
#include "vault/identity.h"

// combination: who somebody is, as the tenant's own server vouches for it, and which two are one person (TE-1.10).

namespace troth::app {
namespace {

using act::Operation;
using http::Method;

Result<vault::Decision> make_secret(vault::Context const& context, access::Grant const& grant, Call const& call) {
  if (!call.request.body.empty())
    return fail(Code::invalid, "the secret is made by the cell; send no body, and keep the answer");
  return vault::make_identity_secret(context, grant);
}

Result<vault::Decision> verify(vault::Context const& context, access::Grant const& grant, Call const& call) {
  TROTH_TRY(auto body, http::JsonReader::object(call.request.body));
  TROTH_TRY(std::string identity, body.text("identity", 320));
  TROTH_TRY(std::string hmac, body.text("hmac", 1'000));
  TROTH_TRY(body.done());
  return vault::verify_identity(context, grant, identity, hmac);
}

Result<access::Facts> wish_facts(vault::Context const& context, Call const& call) {
  TROTH_TRY(auto wish, vault::LinkWish::parse(call.request.body));
  return vault::wish_facts(context.snapshot, call.tenant, wish);
}

Result<vault::Decision> link(vault::Context const& context, access::Grant const& grant, Call const& call) {
  TROTH_TRY(auto wish, vault::LinkWish::parse(call.request.body));
  return vault::link(context, grant, wish);
}

Result<access::Facts> link_facts(vault::Context const& context, Call const& call) {
  return vault::link_facts(context.snapshot, call.tenant, call.path("link"));
}

Result<vault::Decision> unlink(vault::Context const& context, access::Grant const& grant, Call const& call) {
  TROTH_TRY(auto body, http::JsonReader::object(call.request.body));
  TROTH_TRY(std::string reason, body.text("reason", 500));
  TROTH_TRY(body.done());
  return vault::unlink(context, grant, call.path("link"), reason);
}

Result<vault::Decision> list(vault::Context const& context, access::Grant const& grant, Call const&) {
  return vault::list_links(context, grant);
}

Row row(Method method, std::string_view pattern, Operation operation, FactsLoader facts, Handler handler) {
  return {{method, pattern}, operation, Where::io, Needs::nothing, facts, handler};
}

}  // namespace

std::vector<Row> link_rows() {
  return {
      row(Method::put, "/v1/tenants/{tenant}/identity-secret", Operation::administration, tenant_facts, make_secret),
      row(Method::post, "/v1/tenants/{tenant}/subjects/{subject}/verify-identity", Operation::combination,
          subject_facts, verify),
      row(Method::post, "/v1/tenants/{tenant}/links", Operation::combination, wish_facts, link),
      row(Method::del, "/v1/tenants/{tenant}/links/{link}", Operation::combination, link_facts, unlink),
      row(Method::get, "/v1/tenants/{tenant}/subjects/{subject}/links", Operation::retrieval, subject_facts, list),
  };
}

}  // namespace troth::app

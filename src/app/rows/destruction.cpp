#include "lifecycle/destruction.h"
#include "app/row.h"
#include "http/json.h"
#include "lifecycle/exit_export.h"

// The end of a tenant: its data is taken out, and then two people have its keys destroyed (TE-1.13).

namespace troth::app {
namespace {

using act::Operation;
using act::Permission;
using http::Method;

Result<> no_body(Call const& call) {
  if (call.request.body.empty()) return {};
  return fail(Code::invalid, "this takes no body: what is destroyed was said when it was asked for");
}

Result<vault::Decision> intend(vault::Context const& context, access::Grant const& grant, Call const& call) {
  TROTH_TRY(auto body, http::JsonReader::object(call.request.body));
  lifecycle::DestructionWish wish;
  TROTH_TRY(wish.ground, body.text("ground", 40));
  TROTH_TRY(auto const until, body.maybe_text("export_until", 40));
  TROTH_TRY(body.done());
  if (until) {
    wish.export_until = parse_rfc3339(*until);
    if (!wish.export_until) return fail(Code::invalid, "write a time like 2026-12-22T09:30:00Z", "/export_until");
  }
  return lifecycle::intend_destruction(context, grant, wish);
}

Result<vault::Decision> confirm(vault::Context const& context, access::Grant const& grant, Call const& call) {
  TROTH_TRY(no_body(call));
  return lifecycle::confirm_destruction(context, grant);
}

Result<vault::Decision> withdraw(vault::Context const& context, access::Grant const& grant, Call const& call) {
  TROTH_TRY(no_body(call));
  return lifecycle::withdraw_destruction(context, grant);
}

Result<vault::Decision> describe(vault::Context const& context, access::Grant const& grant, Call const&) {
  return lifecycle::describe_destruction(context, grant);
}

Result<vault::Decision> take_out(vault::Context const& context, access::Grant const& grant, Call const& call) {
  return lifecycle::export_tenant(context, grant, call.query("cursor"));
}

Result<vault::Decision> certify(vault::Context const& context, access::Grant const& grant, Call const& call) {
  auto const id = JobId::parse(call.path("job"));
  if (!id || call.tenant != kCell) return fail(Code::not_found, "there is nothing here");
  TROTH_TRY(auto const epochs, call.services.epochs.numbers());
  return lifecycle::certify_destruction(context, grant, *id, epochs, call.services.seal.kind());
}

Row row(Method method, std::string_view pattern, Handler handler) {
  return {{method, pattern}, Operation::destruction, Where::io, Needs::nothing, tenant_facts, handler};
}

}  // namespace

std::vector<Row> destruction_rows() {
  return {
      row(Method::post, "/v1/tenants/{tenant}/destruction", intend),
      row(Method::get, "/v1/tenants/{tenant}/destruction", describe),
      row(Method::del, "/v1/tenants/{tenant}/destruction", withdraw),
      row(Method::post, "/v1/tenants/{tenant}/destruction/confirm", confirm),
      {{Method::get, "/v1/tenants/{tenant}/export"},
       Operation::retrieval,
       Permission::export_data,
       Where::pool,
       Needs::nothing,
       tenant_facts,
       take_out},
      {{Method::get, "/v1/cell/destructions/{job}"},
       Operation::administration,
       Permission::administer_cell,
       Where::pool,
       Needs::nothing,
       tenant_facts,
       certify},
  };
}

}  // namespace troth::app

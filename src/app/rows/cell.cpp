#include "app/rows/principals.h"
#include "http/json.h"
#include "lifecycle/epoch_job.h"
#include "vault/principals.h"
#include "vault/rules.h"

// The cell itself: its tenants and its keys. None of these can open content.

namespace troth::app {
namespace {

using act::EventType;
using act::Operation;
using act::Permission;
using http::Method;

Result<vault::Decision> create_tenant(vault::Context const& context, access::Grant const& grant, Call const& call) {
  TROTH_TRY(auto body, http::JsonReader::object(call.request.body));
  TROTH_TRY(std::string name, body.text("name", 40));
  TROTH_TRY(body.done());
  return vault::create_tenant(context, grant, name);
}

/// Further principals of the cell: administrators with less, or somebody who is named for reading its log.
Result<vault::Decision> create_cell_principal(vault::Context const& context, access::Grant const& grant,
                                              Call const& call) {
  if (call.tenant != kCell) return fail(Code::not_found, "there is nothing here");
  return create_principal(context, grant, call);
}

Result<vault::Decision> first_administrator(vault::Context const& context, access::Grant const& grant,
                                            Call const& call) {
  constexpr std::string_view kScheme = "Bearer ";
  std::string_view const sent = call.header("Authorization");
  if (!sent.starts_with(kScheme)) return fail(Code::unauthenticated, "send the first-admin token as a Bearer token");
  return vault::create_first_admin(context, grant, sent.substr(kScheme.size()));
}

Result<vault::Decision> key_status(vault::Context const& context, access::Grant const& grant, Call const& call) {
  TROTH_TRY(call.services.seal.epochs());  // a seal that does not answer is told now, not when the epoch is due
  TROTH_TRY(auto status, call.services.epochs.status());
  TROTH_TRY(auto event, vault::tell(context, grant, EventType::keys_stated, "{}"));
  return vault::Decision{
      store::WriteSet(std::move(event)),
      vault::reply(200, lifecycle::describe_keys(status, call.services.seal.kind(), context.clock.now()))};
}

Result<vault::Decision> end_epoch(vault::Context const& context, access::Grant const& grant, Call const& call) {
  TROTH_TRY(auto status, call.services.epochs.numbers());
  return lifecycle::intend_epoch(context, grant, status);
}

}  // namespace

std::vector<Row> cell_rows() {
  return {
      Row({Method::post, "/v1/cell/administrators"}, Operation::administration, Permission::administer_cell, Where::io,
          Needs::nothing, tenant_facts, first_administrator)
          .by_first_admin(),
      {{Method::post, "/v1/cell/tenants"},
       Operation::administration,
       Permission::administer_cell,
       Where::io,
       Needs::nothing,
       tenant_facts,
       create_tenant},
      {{Method::post, "/v1/cell/principals"},
       Operation::administration,
       Permission::administer_cell,
       Where::io,
       Needs::nothing,
       tenant_facts,
       create_cell_principal},
      {{Method::get, "/v1/cell/keys"},
       Operation::administration,
       Permission::administer_keys,
       Where::pool,
       Needs::nothing,
       tenant_facts,
       key_status},
      {{Method::post, "/v1/cell/epochs"},
       Operation::administration,
       Permission::administer_keys,
       Where::pool,
       Needs::nothing,
       tenant_facts,
       end_epoch},
  };
}

}  // namespace troth::app

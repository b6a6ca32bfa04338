#include "app/row.h"
#include "http/json.h"
#include "lifecycle/rotation.h"

// A tenant's own keys: which versions there are, and new ones.

namespace troth::app {
namespace {

using act::EventType;
using act::Operation;
using act::Permission;
using http::Method;

Result<vault::Decision> describe(vault::Context const& context, access::Grant const& grant, Call const& call) {
  TROTH_TRY(std::string text,
            lifecycle::describe_tenant_keys(context, grant.tenant(), call.services.epochs.rotation()));
  TROTH_TRY(auto event, vault::tell(context, grant, EventType::keys_stated, "{}"));
  return vault::Decision{store::WriteSet(std::move(event)), vault::reply(200, std::move(text))};
}

Result<vault::Decision> rotate(vault::Context const& context, access::Grant const& grant, Call const& call) {
  TROTH_TRY(auto body, http::JsonReader::object(call.request.body));
  TROTH_TRY(auto keys, body.texts("keys", 3, 20));
  TROTH_TRY(body.done());
  return lifecycle::intend_rotation(context, grant, keys, call.services.epochs.rotation());
}

}  // namespace

std::vector<Row> tenant_key_rows() {
  return {
      {{Method::get, "/v1/tenants/{tenant}/keys"},
       Operation::administration,
       Permission::rotate_keys,
       Where::pool,
       Needs::nothing,
       tenant_facts,
       describe},
      {{Method::post, "/v1/tenants/{tenant}/keys/rotation"},
       Operation::administration,
       Permission::rotate_keys,
       Where::pool,
       Needs::nothing,
       tenant_facts,
       rotate},
  };
}

}  // namespace troth::app

#include "app/row.h"
#include "lifecycle/erasure.h"

// How far a committed intent has come: the receipt of an erasure, the progress of an epoch.

namespace troth::app {
namespace {

using act::Operation;
using act::Permission;
using http::Method;

Result<vault::Decision> describe(vault::Context const& context, access::Grant const& grant, Call const& call) {
  auto id = JobId::parse(call.path("job"));
  if (!id) return fail(Code::not_found, "there is nothing here");
  TROTH_TRY(auto job, lifecycle::load_job(context.snapshot, grant.tenant(), *id));
  if (!job) return fail(Code::not_found, "there is nothing here");
  TROTH_TRY(auto epochs, job->kind == "epoch" ? call.services.epochs.status() : call.services.epochs.numbers());
  TROTH_TRY(auto event, vault::tell(context, grant, act::EventType::administered,
                                    "{\"read\":\"job\",\"job\":\"" + id->text() + "\"}"));
  return vault::Decision{store::WriteSet(std::move(event)),
                         vault::reply(200, lifecycle::receipt(*job, epochs, call.services.seal.kind()))};
}

}  // namespace

std::vector<Row> job_rows() {
  return {
      {{Method::get, "/v1/tenants/{tenant}/jobs/{job}"},
       Operation::erasure,
       Where::pool,
       Needs::nothing,
       tenant_facts,
       describe},
      {{Method::get, "/v1/cell/jobs/{job}"},
       Operation::administration,
       Permission::administer_keys,
       Where::pool,
       Needs::nothing,
       tenant_facts,
       describe},
  };
}

}  // namespace troth::app

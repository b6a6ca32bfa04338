#include "app/row.h"
#include "crypto/hash.h"
#include "evidence/attestations.h"
#include "evidence/submission.h"
#include "http/json.h"

// Evidence: runs of probes by those who are named for it, their verdicts, and what third parties attest.

namespace troth::app {
namespace {

using act::Operation;
using act::Permission;
using http::Method;

/// The newest checkpoint of the cell log that anybody can see; zeros before the first seal.
merkle::Hash shown_checkpoint(Call const& call) {
  return call.sealed ? crypto::sha256(as_bytes(call.sealed->head.text())) : merkle::Hash{};
}

Result<vault::Decision> begin_run(vault::Context const& context, access::Grant const& grant, Call const& call) {
  TROTH_TRY(auto body, http::JsonReader::object(call.request.body));
  TROTH_TRY(std::string by, body.text("by", 20));
  TROTH_TRY(bool const fresh, body.boolean("fresh", false));
  TROTH_TRY(body.done());
  return evidence::begin_run(context, grant, call.services.running(), by, shown_checkpoint(call), fresh);
}

Result<vault::Decision> record(vault::Context const& context, access::Grant const& grant, Call const& call) {
  return evidence::record_evidence(context, grant, call.services.running(), call.path("run"), call.request.body);
}

Result<vault::Decision> end_run(vault::Context const& context, access::Grant const& grant, Call const& call) {
  return evidence::end_run(context, grant, call.path("run"));
}

Result<vault::Decision> file_attestation(vault::Context const& context, access::Grant const& grant, Call const& call) {
  return evidence::file_attestation(context, grant, call.services.running(), call.request.body);
}

Result<vault::Decision> withdraw_attestation(vault::Context const& context, access::Grant const& grant,
                                             Call const& call) {
  return evidence::withdraw_attestation(context, grant, call.services.running(), call.path("attestation"),
                                        call.request.body);
}

}  // namespace

std::vector<Row> evidence_rows() {
  auto row = [](std::string_view pattern, Permission permission, Handler handler, std::size_t most = 64u << 10) {
    return Row({Method::post, pattern, most}, Operation::administration, permission, Where::io, Needs::nothing,
               tenant_facts, handler);
  };
  return {
      row("/v1/cell/probe-runs", Permission::run_probes, begin_run),
      row("/v1/cell/probe-runs/{run}/evidence", Permission::run_probes, record, evidence::Submission::kMostBytes),
      row("/v1/cell/probe-runs/{run}/end", Permission::run_probes, end_run),
      row("/v1/cell/attestations", Permission::publish_tom, file_attestation),
      row("/v1/cell/attestations/{attestation}/withdraw", Permission::publish_tom, withdraw_attestation),
  };
}

}  // namespace troth::app

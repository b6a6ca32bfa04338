#include "app/row.h"

// Operations of Art. 4(2) that are named, permitted and logged, but not built yet: they answer 501 with their event.

namespace troth::app {
namespace {

using act::Operation;
using http::Method;

Result<vault::Decision> not_built(vault::Context const&, access::Grant const&, Call const&) {
  return fail(Code::unimplemented, "this operation is not built yet; it was refused and logged");
}

}  // namespace

std::vector<Row> coming_rows() {
  auto row = [](std::string_view pattern, Operation operation, FactsLoader facts) {
    return Row({Method::post, pattern}, operation, Where::io, Needs::nothing, facts, not_built);
  };
  return {
      row("/v1/tenants/{tenant}/subjects/{subject}/labels", Operation::organisation, subject_facts),
      row("/v1/tenants/{tenant}/subjects/{subject}/use", Operation::use, subject_facts),
      row("/v1/tenants/{tenant}/disclosures", Operation::disclosure, tenant_facts),
      row("/v1/tenants/{tenant}/links", Operation::combination, tenant_facts),
      row("/v1/tenants/{tenant}/destruction", Operation::destruction, tenant_facts),
      row("/v1/tenants/{tenant}/dissemination", Operation::dissemination, tenant_facts),
  };
}

}  // namespace troth::app

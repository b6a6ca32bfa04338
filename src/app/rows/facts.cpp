#include "vault/facts.h"

#include "app/row.h"

namespace troth::app {

Result<access::Facts> tenant_facts(vault::Context const& context, Call const& call) {
  return vault::tenant_facts(context.snapshot, call.tenant);
}

Result<access::Facts> subject_facts(vault::Context const& context, Call const& call) {
  return vault::subject_facts(context.snapshot, call.tenant, *call.subject);
}

std::vector<Row> all_rows() {
  std::vector<Row> out;
  for (auto rows :
       {cell_rows, tenant_rows,      rule_rows,       subject_rows, record_rows,      import_rows,   job_rows,
        log_rows,  evidence_rows,    tom_rows,        form_rows,    label_rows,       use_rows,      disclosure_rows,
        link_rows, destruction_rows, tenant_key_rows, copy_rows,    instruction_rows, retention_rows})
    for (auto& row : rows()) out.push_back(std::move(row));
  return out;
}

}  // namespace troth::app

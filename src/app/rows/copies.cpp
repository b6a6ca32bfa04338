#include "vault/copies.h"

#include "app/row.h"

// The copy of one person's data that the person is owed.

namespace troth::app {
namespace {

Result<vault::Decision> copy(vault::Context const& context, access::Grant const& grant, Call const& call) {
  return vault::copy_of_subject(context, grant, call.query("cursor"), call.header("Reason"));
}

}  // namespace

std::vector<Row> copy_rows() {
  return {
      {{http::Method::get, "/v1/tenants/{tenant}/subjects/{subject}/dsr"},
       act::Operation::retrieval,
       act::Permission::export_data,
       Where::pool,
       Needs::nothing,
       subject_facts,
       copy},
  };
}

}  // namespace troth::app

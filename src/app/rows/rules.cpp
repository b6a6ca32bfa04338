#include "vault/rules.h"
#include "app/row.h"
#include "base/mutant.h"
#include "http/json.h"
#include "vault/operations.h"

// What a tenant lays down before any data comes: purposes, retention classes, structures.

namespace troth::app {
namespace {

using act::Operation;
using http::Method;

template <class SomeName>
Result<SomeName> name_of(Call const& call) {
  auto name = SomeName::parse(call.path("name"));
  if (!name)
    return fail(Code::invalid, "a name is a to z, 0 to 9, _ and -, starts with a letter, at most 40", "{name}");
  return *name;
}

Result<vault::Decision> define_purpose(vault::Context const& context, access::Grant const& grant, Call const& call) {
  TROTH_TRY(auto name, name_of<PurposeName>(call));
  TROTH_TRY(auto body, http::JsonReader::object(call.request.body));
  TROTH_TRY(std::string title, body.text("title", 200));
  vault::PurposeTerms terms;
  TROTH_TRY(terms.automated, body.boolean("automated", false));
  TROTH_TRY(terms.reason, body.maybe_text("reason", 20));
  TROTH_TRY(body.done());
  return vault::define_purpose(context, grant, name, title, terms);
}

Result<vault::Decision> define_retention(vault::Context const& context, access::Grant const& grant, Call const& call) {
  TROTH_TRY(auto name, name_of<RetentionName>(call));
  TROTH_TRY(auto body, http::JsonReader::object(call.request.body));
  std::int64_t const most = TROTH_MUTANT("retention-unbounded") ? INT64_MAX : 3650;
  TROTH_TRY(auto days, body.integer("days", 1, most));
  TROTH_TRY(std::string ground, body.text("ground", 200));
  TROTH_TRY(auto instruction, body.maybe_text("instruction", 200));
  TROTH_TRY(body.done());
  return vault::define_retention(context, grant, name, days, ground, instruction.value_or(""));
}

Result<vault::Decision> structure(vault::Context const& context, access::Grant const& grant, Call const& call) {
  TROTH_TRY(auto name, name_of<CollectionName>(call));
  return vault::structure(context, grant, name, call.request.body);
}

}  // namespace

std::vector<Row> rule_rows() {
  return {
      {{Method::put, "/v1/tenants/{tenant}/purposes/{name}"},
       Operation::administration,
       Where::io,
       Needs::nothing,
       tenant_facts,
       define_purpose},
      {{Method::put, "/v1/tenants/{tenant}/retention/{name}"},
       Operation::administration,
       Where::io,
       Needs::nothing,
       tenant_facts,
       define_retention},
      {{Method::put, "/v1/tenants/{tenant}/collections/{name}"},
       Operation::structuring,
       Where::io,
       Needs::nothing,
       tenant_facts,
       structure},
  };
}

}  // namespace troth::app

#include "vault/use.h"

#include "app/row.h"
#include "http/json.h"
#include "vault/facts.h"
#include "vault/objections.h"
#include "vault/use_budget.h"

// use: something is found out about a value and the value is not shown; and who objected to which purpose.

namespace troth::app {
namespace {

using act::Operation;
using http::Method;

constexpr std::size_t kNameBytes = 40, kIdBytes = 40;

/// {"collection","record","field","act":"verify","value"}, or "act":"compare" and "with":{"record","field"}.
struct Ask {
  CollectionName collection;
  vault::Spot spot;
  std::string act;
  std::optional<http::JsonValue> value;
  std::optional<vault::Spot> with;
};

Result<vault::Spot> spot_in(http::JsonReader& body, std::string const& at) {
  vault::Spot out;
  TROTH_TRY(std::string record, body.text("record", kIdBytes));
  auto id = RecordId::parse(record);
  if (!id) return fail(Code::invalid, "a record's id, as recording gave it", at + "/record");
  out.record = *id;
  TROTH_TRY(out.field, body.text("field", kNameBytes));
  return out;
}

Result<Ask> ask_in(Call const& call) {
  TROTH_TRY(auto body, http::JsonReader::object(call.request.body));
  Ask out;
  TROTH_TRY(std::string collection, body.text("collection", kNameBytes));
  auto name = CollectionName::parse(collection);
  if (!name) return fail(Code::not_found, "the tenant has no such collection", "/collection");
  out.collection = *name;
  TROTH_TRY(out.spot, spot_in(body, ""));
  TROTH_TRY(out.act, body.text("act", kNameBytes));
  if (out.act == "verify") {
    TROTH_TRY(out.value, body.any("value"));
  } else if (out.act == "compare") {
    TROTH_TRY(auto value, body.any("with"));
    TROTH_TRY(auto with, http::JsonReader::object(std::move(value), "/with"));
    TROTH_TRY(out.with, spot_in(with, "/with"));
    TROTH_TRY(with.done());
  } else {
    return fail(Code::invalid, "not one of the words this takes", "/act (one of verify, compare)");
  }
  TROTH_TRY(body.done());
  return out;
}

/// The fields that the body names. Whoever may not be asked about, and a missing purpose, is judged before the body.
Result<access::Facts> use_facts(vault::Context const& context, Call const& call) {
  TROTH_TRY(auto facts, subject_facts(context, call));
  if (facts.subject != access::SubjectState::active || !call.purpose) return facts;
  TROTH_TRY(auto ask, ask_in(call));
  std::vector<std::string> asked{ask.spot.field};
  if (ask.with) asked.push_back(ask.with->field);
  auto rules = vault::add_field_rules(context.snapshot, call.tenant, facts, ask.collection, call.purpose, asked);
  if (rules) return facts;
  auto const code = rules.error().code;
  if (code == Code::invalid) return fail(code, "the collection has no such field", "/field");
  if (code == Code::not_found) return fail(code, "the tenant has no such collection", "/collection");
  return std::move(rules).error();
}

Result<vault::Decision> use(vault::Context const& context, access::Grant const& grant, Call const& call) {
  TROTH_TRY(auto ask, ask_in(call));
  if (ask.with) return vault::compare(context, grant, ask.collection, ask.spot, *ask.with);
  return vault::verify(context, grant, ask.collection, ask.spot, *ask.value);
}

Result<access::Facts> count_facts(vault::Context const& context, Call const& call) {
  TROTH_TRY(auto facts, tenant_facts(context, call));
  TROTH_TRY(facts.fields.purpose_known, vault::knows_purpose(context.snapshot, call.tenant, call.purpose));
  return facts;
}

Result<vault::Decision> count(vault::Context const& context, access::Grant const& grant, Call const& call) {
  TROTH_TRY(auto body, http::JsonReader::object(call.request.body));
  TROTH_TRY(auto label, body.maybe_text("label", kNameBytes));
  if (label) {
    TROTH_TRY(body.done());
    auto name = vault::LabelName::parse(*label);
    if (!name) return fail(Code::not_found, "the tenant has no such label", "/label");
    return vault::count_label(context, grant, *name);
  }
  TROTH_TRY(std::string collection, body.text("collection", kNameBytes));
  TROTH_TRY(std::string field, body.text("field", kNameBytes));
  TROTH_TRY(std::string value, body.text("value", 1'000));
  TROTH_TRY(body.done());
  auto name = CollectionName::parse(collection);
  if (!name) return fail(Code::not_found, "the tenant has no such collection", "/collection");
  return vault::count_value(context, grant, *name, field, value);
}

Result<vault::Decision> budgets(vault::Context const& context, access::Grant const& grant, Call const& call) {
  TROTH_TRY(auto body, http::JsonReader::object(call.request.body));
  vault::UseBudget budget;
  TROTH_TRY(budget.per_principal, body.integer("per_principal", 1, vault::UseBudget::kMostPerPrincipal));
  TROTH_TRY(budget.per_subject, body.integer("per_subject", 1, vault::UseBudget::kMostPerSubject));
  TROTH_TRY(body.done());
  return vault::define_use_budget(context, grant, budget);
}

Result<PurposeName> purpose_of(Call const& call) {
  auto name = PurposeName::parse(call.path("purpose"));
  if (!name) return fail(Code::not_found, "the tenant has no such purpose", "{purpose}");
  return *name;
}

Result<vault::Decision> object(vault::Context const& context, access::Grant const& grant, Call const& call) {
  TROTH_TRY(auto purpose, purpose_of(call));
  if (!call.request.body.empty() && call.request.body != "{}")
    return fail(Code::invalid, "nobody has to say why they object (Art. 21(2)); send no body");
  return vault::object(context, grant, purpose);
}

Result<vault::Decision> withdraw(vault::Context const& context, access::Grant const& grant, Call const& call) {
  TROTH_TRY(auto purpose, purpose_of(call));
  TROTH_TRY(auto body, http::JsonReader::object(call.request.body));
  TROTH_TRY(std::string reason, body.text("reason", 500));
  TROTH_TRY(body.done());
  return vault::withdraw_objection(context, grant, purpose, reason);
}

}  // namespace

std::vector<Row> use_rows() {
  constexpr std::string_view kObjection = "/v1/tenants/{tenant}/subjects/{subject}/objections/{purpose}";
  auto objecting = [](Method method, Handler handler) {
    return Row({method, kObjection}, Operation::restriction, Where::io, Needs::nothing, subject_facts, handler);
  };
  return {
      {{Method::post, "/v1/tenants/{tenant}/subjects/{subject}/use"},
       Operation::use,
       Where::io,
       Needs::fields,
       use_facts,
       use},
      {{Method::post, "/v1/tenants/{tenant}/use/count"},
       Operation::use,
       Where::pool,
       Needs::purpose,
       count_facts,
       count},
      {{Method::put, "/v1/tenants/{tenant}/use/budgets"},
       Operation::administration,
       Where::io,
       Needs::nothing,
       tenant_facts,
       budgets},
      objecting(Method::put, object),
      objecting(Method::del, withdraw),
  };
}

}  // namespace troth::app

#pragma once
// A tenant with rules, subjects and records in a cell of the test's own, made by the operations themselves.
#include "access/tables.h"
#include "audit/house_fixture.h"
#include "vault/categories_tables.h"
#include "vault/facts.h"
#include "vault/forms_tables.h"
#include "vault/instructions_tables.h"
#include "vault/labels_tables.h"
#include "vault/ledger_tables.h"
#include "vault/links_tables.h"
#include "vault/operations.h"
#include "vault/retention_tables.h"
#include "vault/rules.h"
#include "vault/tables.h"
#include "vault/use_tables.h"

namespace troth::vault {

using audit::must;
using audit::refusal_of;

inline store::Schema tenant_schema(store::Schema const& more = {}) {
  store::Schema out = access::schema();
  for (auto const& schema : {vault::schema(), labels_schema(), use_schema(), forms_schema(), categories_schema(),
                             ledger_schema(), instructions_schema(), links_schema(), retention_schema(), more})
    out.insert(out.end(), schema.begin(), schema.end());
  return out;
}

/// One tenant "acme-chat" with the purpose `support` (no reason asked), the retention class `chat` (365 days) and the
/// collection `contact` (display_name, indexed email, score).
class TenantHouse {
 public:
  explicit TenantHouse(store::Schema const& more = {}) : house_(tenant_schema(more)) {
    auto const first = must(access::authorise_first_admin(now()));
    tenant_ = *TenantId::parse(
        made(decided([&](Context const& c) { return create_tenant(c, first, "acme-chat"); }), "tenant"));
    auto const rules = grant(act::Operation::administration);
    decided([&](Context const& c) {
      return define_purpose(c, rules, *PurposeName::parse("support"), "support",
                            {.automated = false, .reason = "never"});
    });
    decided(
        [&](Context const& c) { return define_retention(c, rules, *RetentionName::parse("chat"), 365, "support"); });
    structure_as(R"({"fields":[)" + field("display_name") + "," + field("email", R"(,"index":"email")") + "]}");
  }

  static std::string field(std::string const& name, std::string const& more = {}) {
    return R"({"name":")" + name +
           R"(","type":"text","sensitivity":"personal","purposes":["support"],"retention":"chat")" + more + "}";
  }
  void structure_as(std::string const& definition) {
    auto const rules = grant(act::Operation::structuring);
    decided([&](Context const& c) { return structure(c, rules, collection(), definition); });
  }

  audit::House& house() { return house_; }
  TenantId tenant() const { return tenant_; }
  static CollectionName collection() { return *CollectionName::parse("contact"); }
  Time now() { return house_.clock().now(); }

  /// Leave for any operation; with a subject also for all fields of `contact`.
  access::Grant grant(act::Operation operation, std::optional<SubjectId> subject = {}) {
    auto snapshot = house_.snapshot();
    auto facts = must(subject ? subject_facts(*snapshot, tenant_, *subject) : tenant_facts(*snapshot, tenant_));
    if (subject) must(add_all_fields(*snapshot, tenant_, facts, collection()));
    return must(access::authorise_job(tenant_, operation, std::move(facts), now()));
  }
  /// Leave to administer, as a principal of the tenant has it.
  access::Grant rules() {
    auto snapshot = house_.snapshot();
    auto const may = act::Permission::administer;
    access::Actor const owner{
        tenant_, PrincipalId{}, TokenId{}, act::Permissions().with(may), 0, now() + std::chrono::hours(1)};
    access::Intent const intent{act::Operation::administration, may, tenant_, std::nullopt};
    return must(access::authorise(owner, intent, must(tenant_facts(*snapshot, tenant_)), now()));
  }
  template <class Act>
  Result<Decision> decide(Act const& act) {
    auto snapshot = house_.snapshot();
    return act(Context{*snapshot, house_.clock(), house_.random(), house_.scribe(), house_.keyring()});
  }
  /// Decides and commits, and gives back what was decided.
  template <class Act>
  Decision decided(Act const& act) {
    auto decision = must(decide(act));
    must(house_.commit(decision.writes));
    return decision;
  }
  static std::string made(Decision const& decision, std::string_view member) {
    return must(must(http::JsonReader::object(decision.reply.body)).text(member, 100));
  }

  SubjectId add_subject() {
    auto const leave = grant(act::Operation::recording);
    return *SubjectId::parse(made(decided([&](Context const& c) { return record_subject(c, leave); }), "subject"));
  }
  RecordId add_record(SubjectId subject, std::string const& email) {
    auto const leave = grant(act::Operation::recording, subject);
    http::JsonValue::Object members;
    members.emplace("email", http::JsonValue(email));
    return *RecordId::parse(
        made(decided([&](Context const& c) { return record(c, leave, collection(), members); }), "record"));
  }

 private:
  audit::House house_;
  TenantId tenant_;
};

}  // namespace troth::vault

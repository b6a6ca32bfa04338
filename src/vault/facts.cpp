#include "vault/facts.h"

#include "vault/objections.h"
#include "vault/tables.h"

namespace troth::vault {
namespace {

access::TenantState tenant_state(std::string_view text) {
  if (text == "active") return access::TenantState::active;
  if (text == "frozen") return access::TenantState::frozen;
  return access::TenantState::closing;
}

access::SubjectState subject_state(std::string_view text) {
  if (text == "active") return access::SubjectState::active;
  if (text == "restricted") return access::SubjectState::restricted;
  return access::SubjectState::erasing;
}

}  // namespace

Result<access::Facts> tenant_facts(store::Reader& snapshot, TenantId tenant) {
  access::Facts facts;
  if (tenant == kCell) {
    facts.tenant = access::TenantState::active;
    return facts;
  }
  TROTH_TRY(auto row, snapshot.one(sql::select_tenant, {tenant}));
  if (!row) return facts;
  auto const& state = (*row)[2].text();
  if (state != "active" && state != "frozen" && state != "closing")  // nor does an unknown state open anything
    return fail(Code::gone, "the tenant has been destroyed");
  facts.tenant = tenant_state(state);
  return facts;
}

Result<access::Facts> subject_facts(store::Reader& snapshot, TenantId tenant, SubjectId subject) {
  TROTH_TRY(auto facts, tenant_facts(snapshot, tenant));
  facts.subject = access::SubjectState::absent;
  TROTH_TRY(auto row, snapshot.one(sql::select_subject, {tenant, subject}));
  if (!row) return facts;
  facts.subject = subject_state((*row)[0].text());
  facts.subject_revision = (*row)[1].integer();
  facts.subject_id = subject;
  return facts;
}

Result<bool> knows_purpose(store::Reader& snapshot, TenantId tenant, std::optional<PurposeName> const& purpose) {
  if (!purpose) return false;
  TROTH_TRY(auto row, snapshot.one(sql::select_purpose, {tenant, purpose->text()}));
  return row.has_value();
}

Result<> add_field_rules(store::Reader& snapshot, TenantId tenant, access::Facts& facts,
                         CollectionName const& collection, std::optional<PurposeName> const& purpose,
                         std::vector<std::string> const& asked) {
  facts.collection = collection;
  if (!purpose) return {};
  if (facts.subject == access::SubjectState::active) {
    TROTH_TRY(facts.fields.purpose_known, reaches(snapshot, tenant, *facts.subject_id, *purpose));
  } else {
    TROTH_TRY(facts.fields.purpose_known, knows_purpose(snapshot, tenant, purpose));
  }
  TROTH_TRY(auto loaded, load_collection(snapshot, tenant, collection));
  facts.fields.allowed = loaded.allowed(*purpose);
  facts.fields.asked = facts.fields.allowed;
  if (asked.empty()) return {};
  TROTH_TRY(facts.fields.asked, loaded.mask(asked));
  return {};
}

Result<> add_all_fields(store::Reader& snapshot, TenantId tenant, access::Facts& facts,
                        CollectionName const& collection) {
  TROTH_TRY(auto loaded, load_collection(snapshot, tenant, collection));
  facts.collection = collection;
  facts.fields = {.purpose_known = true, .asked = loaded.all(), .allowed = loaded.all()};
  return {};
}

}  // namespace troth::vault

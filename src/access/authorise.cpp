#include "access/grant.h"

#include "base/mutant.h"

namespace troth::access {
namespace {

using act::Operation;

/// Art. 18(2): restricted data is stored only. Its storage may be stated, the restriction itself lifted, and the person
/// be given the copy that Art. 15 owes them: who contests an item may read what is kept of it.
bool allowed_while_restricted(Intent const& intent) {
  return intent.operation == Operation::storage || intent.operation == Operation::restriction ||
         intent.permission == act::Permission::export_data;
}

/// A frozen tenant's data can still be erased and its rules administered; nothing can be read or written.
bool allowed_while_frozen(Operation operation) {
  return operation == Operation::erasure || operation == Operation::administration;
}

/// Until a tenant is destroyed its data is taken out and its people keep their rights; nothing new comes in. What takes
/// it out is known by its permission.
bool allowed_while_closing(Intent const& intent) {
  return intent.permission == act::Permission::export_data || intent.operation == Operation::retrieval ||
         intent.operation == Operation::erasure || intent.operation == Operation::restriction ||
         intent.operation == Operation::administration || intent.operation == Operation::destruction;
}

Result<> judge_tenant(Intent const& intent, Facts const& facts) {
  switch (facts.tenant) {
    case TenantState::active:
      return {};
    case TenantState::frozen:
      if (allowed_while_frozen(intent.operation)) return {};
      return fail(Code::locked, "the tenant is frozen: nothing of it can be read or written until it is thawed");
    case TenantState::closing:
      if (allowed_while_closing(intent)) return {};
      return fail(Code::gone, "the tenant is about to be destroyed: its data can be taken out, and nothing else");
    case TenantState::absent:
      break;
  }
  return fail(Code::not_found, "there is nothing here");
}

Result<> judge_subject(Intent const& intent, Facts const& facts) {
  switch (facts.subject) {
    case SubjectState::none:
    case SubjectState::active:
      return {};
    case SubjectState::restricted:
      if (allowed_while_restricted(intent) || TROTH_MUTANT("restriction-ignored")) return {};
      return fail(Code::locked, "the subject is restricted: stored only, until the restriction is lifted");
    case SubjectState::erasing:
      return fail(Code::gone, "the subject has been erased");
    case SubjectState::absent:
      break;
  }
  return fail(Code::not_found, "there is nothing here");
}

Result<> judge_purpose(Intent const& intent, Facts const& facts) {
  if (!intent.needs_purpose && !intent.needs_fields) return {};  // facts say nothing of a purpose nobody asked for
  if (intent.needs_purpose && !intent.purpose)
    return fail(Code::required, "name the purpose of this act in the Purpose header", "Purpose");
  if (intent.purpose && !facts.fields.purpose_known)
    return fail(Code::denied, "the tenant has no such purpose", "Purpose");
  if (intent.needs_fields && facts.fields.asked == 0)
    return fail(Code::denied, "the purpose reaches no field of this collection", "Purpose");
  if (intent.needs_fields && (facts.fields.asked & ~facts.fields.allowed) != 0)
    return fail(Code::denied, "the purpose does not reach every field asked for", "fields");
  return {};
}

}  // namespace

Result<> may_ask(Actor const& actor, Intent const& intent) {
  bool const own_only = actor.tenant != kCell || intent.permission == act::Permission::read_log;
  if (intent.tenant != actor.tenant && own_only && !TROTH_MUTANT("tenant-not-compared"))
    return fail(Code::not_found, "there is nothing here");
  bool const may = actor.permissions.has(intent.permission) || TROTH_MUTANT("permission-not-checked") ||
                   (intent.permission == act::Permission::read_log && TROTH_MUTANT("log-readable-by-owner"));
  if (!may)
    return fail(Code::denied, "the token does not carry the permission for this", std::string(name(intent.permission)));
  return {};
}

Result<Grant> authorise(Actor const& actor, Intent const& intent, Facts facts, Time now) {
  TROTH_TRY(may_ask(actor, intent));
  TROTH_TRY(judge_tenant(intent, facts));
  TROTH_TRY(judge_subject(intent, facts));
  TROTH_TRY(judge_purpose(intent, facts));
  return Grant(actor, intent.tenant, intent.operation, intent.purpose, std::move(facts), now + Grant::kLife);
}

Result<Grant> authorise_job(TenantId tenant, act::Operation operation, Facts facts, Time now) {
  Actor cell{kCell, PrincipalId{},     TokenId{}, act::Permissions().with(act::permission_of(operation)),
             0,     now + Grant::kLife};
  return Grant(std::move(cell), tenant, operation, std::nullopt, std::move(facts), now + Grant::kLife);
}

Result<Grant> authorise_first_admin(Time now) {
  Facts facts;
  facts.tenant = TenantState::active;
  Actor first{kCell, PrincipalId{},     TokenId{}, act::Permissions().with(act::Permission::administer_cell),
              0,     now + Grant::kLife};
  return Grant(std::move(first), kCell, Operation::administration, std::nullopt, std::move(facts), now + Grant::kLife);
}

Result<> Grant::covers(CollectionName const& collection, FieldMask mask) const {
  if (!facts_.collection || *facts_.collection != collection)
    return fail(Code::denied, "the grant is for another collection");
  if ((mask & ~(facts_.fields.asked & facts_.fields.allowed)) != 0)
    return fail(Code::denied, "the grant does not reach every field");
  return {};
}

Result<> Grant::alive(Time now) const {
  if (now > until_) return fail(Code::expired, "the grant has run out; ask again");
  return {};
}

}  // namespace troth::access

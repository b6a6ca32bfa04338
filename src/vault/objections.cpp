#include "vault/objections.h"

#include "base/json_writer.h"
#include "base/mutant.h"
#include "vault/facts.h"
#include "vault/labels_tables.h"
#include "vault/use_tables.h"

namespace troth::vault {
namespace {

constexpr std::size_t kMaxReason = 500;

/// The revision moves on the condition that it is still what was seen, so no act that was under way can follow in the
/// log.
Result<Decision> change(Context const& context, access::Grant const& grant, PurposeName const& purpose,
                        std::string_view state, std::string_view reason, store::Sql sql, store::Params row) {
  SubjectId const subject = *grant.facts().subject_id;
  Json what, whom, answer;
  what.object().member("purpose", purpose.text()).member("state", state).end();
  whom.object().member("subject", subject.text());
  if (!reason.empty()) whom.member("reason", reason);
  whom.end();
  answer.object().member("subject", subject.text()).member("purpose", purpose.text()).member("state", state).end();
  TROTH_TRY(auto event, tell(context, grant, act::EventType::objected, what.text(), whom.text()));
  auto set = store::WriteSet(std::move(event))
                 .then(sql, std::move(row), store::kAny)
                 .then(sql::touch_subject, {grant.tenant(), subject, grant.facts().subject_revision});
  return Decision{std::move(set), reply(200, answer.text())};
}

}  // namespace

Result<Decision> object(Context const& context, access::Grant const& grant, PurposeName const& purpose) {
  TROTH_TRY(bool const known, knows_purpose(context.snapshot, grant.tenant(), purpose));
  if (!known) return fail(Code::not_found, "the tenant has no such purpose", "{purpose}");
  return change(context, grant, purpose, "objected", "", sql::put_objection,
                {grant.tenant(), *grant.facts().subject_id, purpose.text(), context.clock.now()});
}

Result<Decision> withdraw_objection(Context const& context, access::Grant const& grant, PurposeName const& purpose,
                                    std::string_view reason) {
  if (reason.empty() || reason.size() > kMaxReason)
    return fail(Code::invalid, "give the reason, at most 500 bytes", "/reason");
  SubjectId const subject = *grant.facts().subject_id;
  TROTH_TRY(auto row, context.snapshot.one(sql::select_reach, {grant.tenant(), subject, purpose.text()}));
  if (!row || (*row)[0].integer() == 0)
    return fail(Code::conflict, "the person has not objected to this purpose", "{purpose}");
  return change(context, grant, purpose, "withdrawn", reason, sql::take_objection,
                {grant.tenant(), subject, purpose.text()});
}

Result<bool> reaches(store::Reader& snapshot, TenantId tenant, SubjectId subject, PurposeName const& purpose) {
  TROTH_TRY(auto row, snapshot.one(sql::select_reach, {tenant, subject, purpose.text()}));
  if (!row) return false;
  if ((*row)[0].integer() > 0 && !TROTH_MUTANT("objection-ignored"))
    return fail(Code::locked, "the person objected to this purpose: nothing is done with the data under it", "Purpose");
  return true;
}

}  // namespace troth::vault

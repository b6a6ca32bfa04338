#include <algorithm>

#include "base/json_writer.h"
#include "vault/ledger.h"
#include "vault/ledger_tables.h"
#include "vault/operations.h"
#include "vault/tables.h"

// restriction (GDPR Art. 18): stored only. Every later act on the subject reads the state from its own snapshot and
// guards its revision, so none that was under way can follow the restriction in the log.

namespace troth::vault {
namespace {

/// Art. 18(1)(a) to (d).
constexpr std::string_view kGrounds[] = {"accuracy-contested", "unlawful-processing", "legal-claims",
                                         "objection-pending"};
constexpr std::size_t kMaxReason = 500;

Result<> check_reason(std::string_view reason) {
  if (reason.empty() || reason.size() > kMaxReason)
    return fail(Code::invalid, "give the reason, at most 500 bytes", "/reason");
  return {};
}

Result<Decision> change(Context const& context, access::Grant const& grant, std::string_view state,
                        std::string_view ground, std::string_view reason) {
  SubjectId const subject = *grant.facts().subject_id;
  Json what, whom, answer;
  what.object().member("state", state);
  if (!ground.empty()) what.member("ground", ground);
  what.end();
  whom.object().member("subject", subject.text()).member("reason", reason).end();
  TROTH_TRY(auto told, told_of(context.snapshot, grant.tenant(), subject));  // Art. 19: they are to be told
  answer.object().member("subject", subject.text()).member("state", state).key("recipients").raw(told.recipients).end();
  TROTH_TRY(auto event, tell(context, grant, act::EventType::restricted, what.text(), whom.text()));
  auto set = store::WriteSet(std::move(event))
                 .then(sql::restrict_subject, {state, ground, grant.tenant(), subject, grant.facts().subject_revision})
                 .require(sql::guard_disclosures, {grant.tenant(), subject, told.disclosures});
  return Decision{std::move(set), reply(200, answer.text())};
}

}  // namespace

Result<Decision> restrict(Context const& context, access::Grant const& grant, std::string_view ground,
                          std::string_view reason) {
  if (std::ranges::find(kGrounds, ground) == std::end(kGrounds))
    return fail(Code::invalid, "name one of the four grounds of Art. 18(1)",
                "/ground (accuracy-contested, unlawful-processing, legal-claims, objection-pending)");
  TROTH_TRY(check_reason(reason));
  if (grant.facts().subject == access::SubjectState::restricted)
    return fail(Code::conflict, "the subject is restricted already");
  return change(context, grant, "restricted", ground, reason);
}

Result<Decision> lift_restriction(Context const& context, access::Grant const& grant, std::string_view reason) {
  TROTH_TRY(check_reason(reason));
  if (grant.facts().subject != access::SubjectState::restricted)
    return fail(Code::conflict, "the subject is not restricted");
  return change(context, grant, "active", "", reason);
}

}  // namespace troth::vault

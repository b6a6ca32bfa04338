#include "vault/freeze.h"

#include "base/json_writer.h"

namespace troth::vault {
namespace {

constexpr std::size_t kMaxReason = 500;

Result<Decision> change(Context const& context, access::Grant const& grant, std::string_view from, std::string_view to,
                        act::EventType type, std::string_view reason) {
  if (reason.empty() || reason.size() > kMaxReason)
    return fail(Code::invalid, "give the reason, at most 500 bytes", "/reason");
  Json what, answer;
  what.object().member("reason", reason).end();
  answer.object().member("tenant", grant.tenant().text()).member("state", to).end();
  TROTH_TRY(auto event, tell(context, grant, type, what.text()));
  auto set = store::WriteSet(std::move(event)).then(sql::move_tenant, {to, grant.tenant(), from});
  return Decision{std::move(set), reply(200, answer.text())};
}

}  // namespace

Result<Decision> freeze(Context const& context, access::Grant const& grant, std::string_view reason) {
  if (grant.facts().tenant != access::TenantState::active)
    return fail(Code::conflict, "only an active tenant can be frozen; this one is frozen or being destroyed");
  return change(context, grant, "active", "frozen", act::EventType::tenant_frozen, reason);
}

Result<Decision> thaw(Context const& context, access::Grant const& grant, std::string_view reason) {
  if (grant.facts().tenant != access::TenantState::frozen) return fail(Code::conflict, "the tenant is not frozen");
  return change(context, grant, "frozen", "active", act::EventType::tenant_thawed, reason);
}

store::WriteSet guard_tenant(store::WriteSet set, TenantId tenant, access::Facts const& facts) {
  if (tenant == kCell) return set;
  auto const state = facts.tenant == access::TenantState::active   ? "active"
                     : facts.tenant == access::TenantState::frozen ? "frozen"
                                                                   : "closing";
  return std::move(set).require(sql::guard_tenant, {tenant, state});
}

}  // namespace troth::vault

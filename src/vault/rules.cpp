#include "vault/rules.h"

#include <algorithm>

#include "access/tables.h"
#include "base/json_writer.h"
#include "base/mutant.h"
#include "vault/principals.h"
#include "vault/retention_tables.h"
#include "vault/tables.h"
#include "vault/use_tables.h"

namespace troth::vault {
namespace {

constexpr std::size_t kMaxTitle = 200;
constexpr std::string_view kReasons[] = {"never", "others", "always"};

Result<> check_title(std::string_view title, std::string_view at) {
  if (title.empty() || title.size() > kMaxTitle)
    return fail(Code::invalid, "give it words, at most 200 bytes", std::string(at));
  return {};
}

/// Of a purpose whose definition says nothing of it.
std::string_view reason_unsaid(bool automated) {
  return automated || TROTH_MUTANT("reason-default-never") ? "never" : "others";
}

}  // namespace

Result<Decision> create_tenant(Context const& context, access::Grant const& grant, std::string_view name) {
  if (!Name<struct TenantNameTag>::parse(name))
    return fail(Code::invalid, "a tenant has a name like acme-chat: a to z, 0 to 9, _ and -", "/name");
  auto const now = context.clock.now();
  auto const tenant = TenantId::make_random(context.random);
  TROTH_TRY(auto keys, context.keyring.new_tenant(tenant));
  auto const principal = PrincipalId::make(now, context.random);
  auto const permissions = owner_permissions();
  TROTH_TRY(auto minted, mint(context, tenant, principal, permissions, 90));

  Json what;
  what.object().member("tenant", tenant.text()).member("principal", principal.text()).end();
  TROTH_TRY(auto event, tell(context, grant, act::EventType::tenant_created, what.text()));
  auto set = store::WriteSet(std::move(event))
                 .then(sql::insert_tenant, {tenant, name, context.keyring.cell().region, now})
                 .then(access::sql::insert_principal,
                       {tenant, principal, "owner", static_cast<std::int64_t>(permissions.bits()), now})
                 .then(access::sql::insert_token, minted.row);
  for (auto& key : keys) set = std::move(set).key(key.sql, std::move(key.params));
  Secret const text = minted.credential.text();
  Json json;
  json.object().member("tenant", tenant.text()).member("name", name).member("region", context.keyring.cell().region);
  json.member("principal", principal.text()).member("token", as_text(text.view()));
  json.member("expires", rfc3339(minted.terms.expires)).end();
  return Decision{std::move(set), reply(201, json.text(), "/v1/tenants/" + tenant.text())};
}

Result<Decision> describe_tenant(Context const& context, access::Grant const& grant) {
  TROTH_TRY(auto row, context.snapshot.one(sql::select_tenant, {grant.tenant()}));
  if (!row) return fail(Code::not_found, "there is nothing here");
  Json json;
  json.object().member("tenant", grant.tenant().text()).member("name", (*row)[0].text());
  json.member("region", (*row)[1].text()).member("state", (*row)[2].text());
  json.member("created", rfc3339((*row)[3].time())).end();
  TROTH_TRY(auto event, tell(context, grant, act::EventType::administered, "{\"read\":\"tenant\"}"));
  return Decision{store::WriteSet(std::move(event)), reply(200, json.text())};
}

Result<Decision> define_purpose(Context const& context, access::Grant const& grant, PurposeName const& name,
                                std::string_view title, PurposeTerms const& terms) {
  TROTH_TRY(check_title(title, "/title"));
  std::string_view const reason = terms.reason ? std::string_view(*terms.reason) : reason_unsaid(terms.automated);
  if (std::ranges::find(kReasons, reason) == std::end(kReasons))
    return fail(Code::invalid, "not one of the words this takes", "/reason (one of never, others, always)");
  Json what;
  what.object().member("purpose", name.text()).member("title", title);
  what.member("automated", terms.automated).member("reason", reason).end();
  TROTH_TRY(auto event, tell(context, grant, act::EventType::administered, what.text()));
  auto set = store::WriteSet(std::move(event))
                 .then(sql::upsert_purpose, {grant.tenant(), name.text(), title, context.clock.now()})
                 .then(sql::put_purpose_rule, {grant.tenant(), name.text(), terms.automated ? 1 : 0, reason});
  return Decision{std::move(set), reply(200, what.text())};
}

Result<Decision> define_retention(Context const& context, access::Grant const& grant, RetentionName const& name,
                                  std::int64_t days, std::string_view ground, std::string_view instruction) {
  if ((days < 1 || days > 3650) && !TROTH_MUTANT("retention-unbounded"))
    return fail(Code::invalid, "data is kept from 1 to 3650 days; nothing is kept for ever", "/days");
  TROTH_TRY(check_title(ground, "/ground"));
  TROTH_TRY(auto before, context.snapshot.one(sql::select_retention, {grant.tenant(), name.text()}));
  if (before && days > (*before)[0].integer() && instruction.empty() && !TROTH_MUTANT("longer-without-instruction"))
    return fail(Code::invalid, "a longer period than before takes the written instruction it rests on", "/instruction");
  Json what;
  what.object().member("retention", name.text()).member("days", days).member("ground", ground);
  if (before) what.member("days_before", (*before)[0].integer());
  if (!instruction.empty()) what.member("instruction", instruction);
  what.end();
  TROTH_TRY(auto event, tell(context, grant, act::EventType::administered, what.text()));
  auto set = store::WriteSet(std::move(event));
  auto const now = context.clock.now();
  if (before) set = std::move(set).require(sql::guard_retention, {grant.tenant(), name.text(), (*before)[0]});
  if (before && days < (*before)[0].integer())
    set = std::move(set).then(sql::note_change, {grant.tenant(), name.text(), now});
  set = std::move(set).then(sql::upsert_retention, {grant.tenant(), name.text(), days, ground, now});
  return Decision{std::move(set), reply(200, what.text())};
}

}  // namespace troth::vault

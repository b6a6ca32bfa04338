#include "vault/principals.h"
#include "vault/own.h"

#include "access/tables.h"
#include "base/json_writer.h"
#include "base/mutant.h"
#include "crypto/hash.h"

namespace troth::vault {
namespace {

using act::Permission;

/// What the first administrator of a cell holds.
constexpr Permission kCellPermissions[] = {Permission::administer_cell, Permission::administer_keys,
                                           Permission::administer};
constexpr act::Permissions kReadLog = act::Permissions().with(Permission::read_log);
/// Offices of the cell for which an administrator names somebody, and which the first one does not hold.
constexpr act::Permissions kOffices = act::Permissions().with(Permission::run_probes).with(Permission::publish_tom);

bool belongs_to_cell(Permission permission) {
  return permission == Permission::administer_cell || permission == Permission::administer_keys ||
         kOffices.has(permission);
}

bool to_be_had(TenantId tenant, Permission permission) {
  if (permission == Permission::read_log) return true;
  if (tenant != kCell) return !belongs_to_cell(permission);
  for (auto allowed : kCellPermissions)
    if (allowed == permission) return true;
  return kOffices.has(permission);
}

std::string describe(Minted const& minted) {
  Json json;
  json.object().member("principal", minted.principal.text()).member("token_id", minted.credential.id.text());
  json.member("expires", rfc3339(minted.terms.expires)).key("permissions").array();
  for (auto name : permission_names(minted.terms.permissions)) json.value(name);
  return json.end().end().text();
}

/// The answer that carries the token text, the only place it ever stands.
http::Response hand_over(Minted const& minted, TenantId tenant) {
  Secret const text = minted.credential.text();
  Json json;
  json.object().member("tenant", tenant.text()).member("principal", minted.principal.text());
  json.member("token_id", minted.credential.id.text()).member("token", as_text(text.view()));
  json.member("expires", rfc3339(minted.terms.expires)).end();
  return reply(201, json.text());
}

/// In the cell nobody hands on more than they hold; in a tenant `administer` does, until roles and requests exist.
/// Reading the log, and the offices, are held by nobody who could hand them on: whoever administers names somebody.
Result<> may_hand_on(access::Grant const& grant, act::Permissions granted) {
  bool const names = grant.actor().permissions.has(Permission::administer_cell) && granted.within(kOffices);
  if (grant.tenant() != kCell || granted.within(grant.actor().permissions) || granted.within(kReadLog) || names)
    return {};
  return fail(Code::denied, "you can hand on only what you hold yourself", "/permissions");
}

}  // namespace

Result<act::Permissions> grantable(TenantId tenant, std::vector<std::string> const& names) {
  act::Permissions out;
  for (auto const& name : names) {
    auto permission = act::parse_permission(name);
    if (!permission) return fail(Code::invalid, "there is no such permission", "/permissions: " + name);
    if (!to_be_had(tenant, *permission))
      return fail(Code::denied,
                  tenant == kCell ? "the cell's principals administer; they cannot hold this"
                                  : "this permission belongs to the cell",
                  "/permissions: " + name);
    out = out.with(*permission);
  }
  if (names.empty()) return fail(Code::invalid, "name at least one permission", "/permissions");
  if (out.has(Permission::read_log) && !out.within(kReadLog) && !TROTH_MUTANT("log-reading-combined"))
    return fail(Code::denied, "who reads the log does nothing else: make a principal with read_log alone",
                "/permissions: read_log");
  return out;
}

std::vector<std::string_view> permission_names(act::Permissions permissions) {
  std::vector<std::string_view> out;
  for (unsigned i = 0; i < 64; ++i)
    if (permissions.bits() >> i & 1) out.push_back(act::name(static_cast<Permission>(i)));
  return out;
}

act::Permissions owner_permissions() {
  act::Permissions out;
#define TROTH_OPERATION(operation, permission, event, word) out = out.with(Permission::permission);
#include "act/operations.def"
#undef TROTH_OPERATION
  return out;
}

Result<Minted> mint(Context const& context, TenantId tenant, PrincipalId principal, act::Permissions permissions,
                    std::int64_t days) {
  if ((days < 1 || days > 90) && !TROTH_MUTANT("token-days-unbounded"))
    return fail(Code::invalid, "a token lives from 1 to 90 days", "/days");
  return mint_for(context, tenant, principal, permissions, std::chrono::days(days));
}

Result<Minted> mint_for(Context const& context, TenantId tenant, PrincipalId principal, act::Permissions permissions,
                        Duration life) {
  auto const now = context.clock.now();
  access::TokenTerms terms{principal, permissions, now, now + life};
  Minted out{principal, access::Credential::make(tenant, now, context.random), terms, {}};
  TROTH_TRY(auto key, context.keyring.access());
  Bytes mac = access::TokenMac::make(key, out.credential, terms);
  out.row = {tenant,       out.credential.id, principal, std::move(mac), static_cast<std::int64_t>(permissions.bits()),
             terms.issued, terms.expires};
  return out;
}

Result<Decision> create_principal(Context const& context, access::Grant const& grant, std::string_view name,
                                  std::vector<std::string> const& permissions, std::int64_t days) {
  TROTH_TRY(not_from_outside(grant));
  if (!Name<struct PrincipalNameTag>::parse(name))
    return fail(Code::invalid, "a service has a name like chat-backend: a to z, 0 to 9, _ and -", "/name");
  TROTH_TRY(auto granted, grantable(grant.tenant(), permissions));
  TROTH_TRY(may_hand_on(grant, granted));
  auto const now = context.clock.now();
  auto const principal = PrincipalId::make(now, context.random);
  TROTH_TRY(auto minted, mint(context, grant.tenant(), principal, granted, days));
  TROTH_TRY(auto event, tell(context, grant, act::EventType::principal_created, describe(minted)));
  auto set = store::WriteSet(std::move(event))
                 .then(access::sql::insert_principal,
                       {grant.tenant(), principal, name, static_cast<std::int64_t>(granted.bits()), now})
                 .then(access::sql::insert_token, minted.row);
  return Decision{std::move(set), hand_over(minted, grant.tenant())};
}

Result<Decision> issue_token(Context const& context, access::Grant const& grant, PrincipalId principal,
                             std::vector<std::string> const& permissions, std::int64_t days) {
  TROTH_TRY(not_from_outside(grant));
  TROTH_TRY(auto row, context.snapshot.one(access::sql::select_principal, {grant.tenant(), principal}));
  if (!row) return fail(Code::not_found, "there is nothing here");
  TROTH_TRY(auto granted, grantable(grant.tenant(), permissions));
  TROTH_TRY(may_hand_on(grant, granted));
  if (!granted.within(act::Permissions(static_cast<std::uint64_t>((*row)[0].integer()))))
    return fail(Code::denied, "a token carries at most what its principal holds", "/permissions");
  TROTH_TRY(auto minted, mint(context, grant.tenant(), principal, granted, days));
  TROTH_TRY(auto event, tell(context, grant, act::EventType::token_issued, describe(minted)));
  auto set = store::WriteSet(std::move(event)).then(access::sql::insert_token, minted.row);
  return Decision{std::move(set), hand_over(minted, grant.tenant())};
}

Result<Decision> revoke_token(Context const& context, access::Grant const& grant, TokenId token) {
  Json what;
  what.object().member("token_id", token.text()).end();
  TROTH_TRY(auto event, tell(context, grant, act::EventType::token_revoked, what.text()));
  auto set = store::WriteSet(std::move(event));
  if (!TROTH_MUTANT("revoked-token-accepted"))
    set = std::move(set).then(access::sql::revoke_token, {grant.tenant(), token}, store::kOne, Code::not_found);
  return Decision{std::move(set), reply(200, what.text())};
}

Result<Bytes> first_admin_mac(keys::Keyring& keyring, access::Credential const& credential, Time expires) {
  TROTH_TRY(auto key, keyring.access());
  return access::TokenMac::make(key, credential, {PrincipalId{}, act::Permissions(), expires, expires});
}

Result<Decision> create_first_admin(Context const& context, access::Grant const& grant, std::string_view token) {
  TROTH_TRY(auto credential, access::Credential::parse(token));
  TROTH_TRY(auto row, context.snapshot.one(access::sql::select_first_admin, {}));
  if (!row) return fail(Code::unauthenticated, "the first-admin token has been used up");
  Time const expires = (*row)[1].time();
  TROTH_TRY(Bytes mac, first_admin_mac(context.keyring, credential, expires));
  if (!crypto::equal_constant_time(mac, (*row)[0].bytes()))
    return fail(Code::unauthenticated, "this is not the cell's first-admin token");
  auto const now = context.clock.now();
  if (now >= expires)
    return fail(Code::expired,
                "the first-admin token has expired; `troth first-admin` on the stopped cell makes a new one");

  act::Permissions permissions;
  for (auto p : kCellPermissions) permissions = permissions.with(p);
  auto const principal = PrincipalId::make(now, context.random);
  TROTH_TRY(auto minted, mint(context, kCell, principal, permissions, 90));
  TROTH_TRY(auto event, tell(context, grant, act::EventType::principal_created, describe(minted)));
  auto set = store::WriteSet(std::move(event))
                 .then(access::sql::delete_first_admin, {mac}, store::kOne, Code::unauthenticated)
                 .then(access::sql::insert_principal,
                       {kCell, principal, "first-admin", static_cast<std::int64_t>(permissions.bits()), now})
                 .then(access::sql::insert_token, minted.row);
  return Decision{std::move(set), hand_over(minted, kCell)};
}

}  // namespace troth::vault

#include "evidence/probe_tenants.h"

#include "access/tables.h"
#include "base/json_writer.h"
#include "evidence/tables.h"
#include "vault/tables.h"

namespace troth::evidence {
namespace {

constexpr char const* kNames[] = {"probe-a-", "probe-b-"};

std::int64_t bits(act::Permissions permissions) { return static_cast<std::int64_t>(permissions.bits()); }

/// As vault::create_tenant makes one, but that no token leaves.
Result<ProbeTenant> make(vault::Context const& context, access::Grant const& grant, std::size_t place,
                         ProbeTenants& out) {
  auto const now = context.clock.now();
  ProbeTenant const made{TenantId::make_random(context.random), PrincipalId::make(now, context.random),
                         PrincipalId::make(now, context.random)};
  std::string const name = kNames[place] + hex(context.random.bytes<4>());
  TROTH_TRY(auto keys, context.keyring.new_tenant(made.tenant));
  for (auto& key : keys) out.keys.push_back(std::move(key));
  Json what;
  what.object()
      .member("tenant", made.tenant.text())
      .member("principal", made.owner.text())
      .member("for", "probes")
      .end();
  TROTH_TRY(auto event, vault::tell(context, grant, act::EventType::tenant_created, what.text()));
  out.events.push_back(std::move(event));
  out.tenants.push_back({made.tenant, name, context.keyring.cell().region, now});
  out.principals.push_back({made.tenant, made.owner, "owner", bits(vault::owner_permissions()), now});
  out.principals.push_back(
      {made.tenant, made.reader, "reader", bits(act::Permissions().with(act::Permission::read_log)), now});
  out.remembered.push_back({kCell, static_cast<std::int64_t>(place), made.tenant, made.owner, made.reader});
  return made;
}

}  // namespace

Result<std::optional<std::array<ProbeTenant, 2>>> ProbeTenants::find(store::Reader& snapshot) {
  TROTH_TRY(auto rows, snapshot.query(sql::select_probe_tenants, {kCell}));
  if (rows.size() != 2) return std::optional<std::array<ProbeTenant, 2>>();
  std::array<ProbeTenant, 2> out;
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = {rows[i][1].id<TenantId>(), rows[i][2].id<PrincipalId>(), rows[i][3].id<PrincipalId>()};
  return std::optional(out);
}

Result<ProbeTenants> ProbeTenants::find_or_make(vault::Context const& context, access::Grant const& grant) {
  TROTH_TRY(auto found, find(context.snapshot));
  if (!found) return make_pair(context, grant);
  ProbeTenants out;
  out.pair = *found;
  return out;
}

Result<ProbeTenants> ProbeTenants::make_pair(vault::Context const& context, access::Grant const& grant) {
  ProbeTenants out;
  for (std::size_t i = 0; i < out.pair.size(); ++i) {
    TROTH_TRY(out.pair[i], make(context, grant, i, out));
  }
  return out;
}

store::WriteSet&& ProbeTenants::add_to(store::WriteSet&& set) && {
  for (auto& event : events) set = std::move(set).also(std::move(event));
  set = std::move(set)
            .then_each(vault::sql::insert_tenant, std::move(tenants))
            .then_each(access::sql::insert_principal, std::move(principals))
            .then_each(sql::insert_probe_tenant, std::move(remembered));
  for (auto& key : keys) set = std::move(set).key(key.sql, std::move(key.params));
  return std::move(set);
}

}  // namespace troth::evidence

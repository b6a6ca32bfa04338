#include "base/json_writer.h"
#include "vault/categories_tables.h"
#include "vault/discovery.h"
#include "vault/facts.h"

namespace troth::vault {

Result<std::optional<TenantId>> discovery_due(Context const& context) {
  TROTH_TRY(auto due, context.snapshot.one(sql::discovery_due, {context.clock.now() - kDiscoveryEvery}));
  return due ? std::optional((*due)[0].id<TenantId>()) : std::nullopt;
}

Result<store::WriteSet> discover_due(Context const& context, TenantId tenant) {
  TROTH_TRY(auto facts, tenant_facts(context.snapshot, tenant));
  TROTH_TRY(auto grant,
            access::authorise_job(tenant, act::Operation::administration, std::move(facts), context.clock.now()));
  TROTH_TRY(auto decision, discover(context, grant));
  return std::move(decision.writes);
}

// In the cell's log: what spoils a tenant's search may be what its log needs.
Result<store::WriteSet> put_off_discovery(Context const& context, TenantId tenant) {
  Json what;
  what.object().member("search_failed", tenant.text()).end();
  TROTH_TRY(auto event, context.scribe.write(
                            {kCell, act::EventType::administered, what.text(), "{\"at\":\"the cell\"}", "{}", {}}));
  return store::WriteSet(std::move(event)).then(sql::put_off_discovery, {tenant, context.clock.now()});
}

}  // namespace troth::vault

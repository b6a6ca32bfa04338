#include "keys/shredder.h"

#include "base/mutant.h"
#include "keys/tables.h"

namespace troth::keys {

// The fence comes first: from then on no new key row of this subject can be committed, so what the next step deletes is
// all there will ever be. The cache goes before the scrub, so that "ok" means no key on disk and none in memory.
Result<> Shredder::shred(TenantId tenant, SubjectId subject, Time at) {
  if (!TROTH_MUTANT("shred-forgets-fence")) TROTH_TRY(fences_.raise(Fence::subject_erased, tenant, subject.view(), at));
  store::Params params{tenant, static_cast<std::uint32_t>(Kind::subject), subject};
  if (!TROTH_MUTANT("erasure-keeps-key"))
    TROTH_TRY(database_.apply({{store::Step::Kind::write, sql::kDeleteKeys, {std::move(params)}, store::kAny}}));
  keyring_.forget(tenant, subject);
  return database_.scrub();
}

// The keys leave the memory before their rows do, and none is cached again: once a row is gone, nobody could say whose
// keys are still there.
Result<> Shredder::shred_tenant(TenantId tenant, Time at) {
  TROTH_TRY(fences_.raise(Fence::tenant_destroyed, tenant, tenant.view(), at));
  if (TROTH_MUTANT("tenant-keys-kept")) return {};
  keyring_.forget_tenant(tenant);
  TROTH_TRY(database_.apply({{store::Step::Kind::write, sql::kDeleteTenantKeys, {{tenant}}, store::kAny}}));
  return database_.scrub();
}

}  // namespace troth::keys

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

}  // namespace troth::keys

#include "app/upkeep.h"

#include <algorithm>

#include "base/json_writer.h"
#include "vault/tables.h"

namespace troth::app {

Result<> expire_idempotency(store::Store& store, audit::Scribe const& scribe, Clock const& clock) {
  Time const before = clock.now() - std::chrono::hours(24);
  for (;;) {
    std::int64_t old = 0;
    {
      TROTH_TRY(auto snapshot, store.snapshot());
      TROTH_TRY(auto row, snapshot->one(vault::sql::count_old_idempotency, {before}));
      if (row) old = (*row)[0].integer();
    }
    if (old == 0) return {};
    Json what;
    what.object().member("expired_idempotency_rows", std::min<std::int64_t>(old, 500)).end();
    TROTH_TRY(auto event,
              scribe.write({kCell, act::EventType::administered, what.text(), "{\"at\":\"the cell\"}", "{}", {}}));
    TROTH_TRY(store.committer().commit(
        store::WriteSet(std::move(event)).then(vault::sql::expire_idempotency, {before}, store::kAny),
        store::Lane::bulk));
  }
}

}  // namespace troth::app

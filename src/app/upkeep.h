#pragma once
#include "evidence/board.h"
#include "store/store.h"
#include "vault/context.h"

namespace troth::app {

/// Requests are remembered under their Idempotency-Key for 24 hours; what is older is deleted here, with an event of
/// the cell that says how many rows went. Nothing to delete is no event.
Result<> expire_idempotency(store::Store& store, audit::Scribe const& scribe, Clock const& clock);

/// What the minute's work stands on; each part of it takes its own snapshot.
struct House {
  store::Store& store;
  Clock const& clock;
  Random& random;
  audit::Scribe const& scribe;
  keys::Keyring& keyring;
};
/// Probe runs whose time is over end; promises that the cell has begun or ceased to break are told and stand in the
/// evidence log. What fails now is done the next minute.
Result<> keep_evidence(House const& house, evidence::Running const& running);

/// Tenants whose values have not been searched for undeclared categories for a day are, a few at a time. One whose
/// search fails is put off for a day, and the others are searched.
Result<> search_tenants(House const& house);

/// Records whose retention has ended are deleted, tenant by tenant. What fails for one is done the next time.
Result<> sweep_retention(House const& house);

}  // namespace troth::app

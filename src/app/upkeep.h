#pragma once
#include "audit/scribe.h"
#include "store/store.h"

namespace troth::app {

/// Requests are remembered under their Idempotency-Key for 24 hours; what is older is deleted here, with an event of
/// the cell that says how many rows went. Nothing to delete is no event.
Result<> expire_idempotency(store::Store& store, audit::Scribe const& scribe, Clock const& clock);

}  // namespace troth::app

#pragma once
#include "store/session.h"
#include "store/store.h"

namespace troth::store {

/// Brings one database to `schema`, in one transaction: all steps that are missing, or none. Conflict if the file is
/// ahead of us in any domain, or knows a domain that we do not: an older program must not write what a newer one has
/// begun.
Result<> migrate(Session& database, Schema const& schema);

}  // namespace troth::store

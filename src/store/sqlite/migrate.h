#pragma once
#include "store/sqlite/connection.h"
#include "store/store.h"

namespace troth::store::sqlite {

/// Brings one file to `schema`, in one transaction: all steps that are missing, or none. Conflict if the file is ahead
/// of us in any domain, or knows a domain that we do not: an older program must not write what a newer one has begun.
Result<> migrate(Connection& database, Schema const& schema);

}  // namespace troth::store::sqlite

#pragma once
#include "store/sqlite/connection.h"
#include "store/write_set.h"

namespace troth::store::sqlite {

/// Runs steps in order until one misses: `require` gives exactly one row, `write` changes as many as expected. A key
/// that is there already is a miss too, for it means the same: somebody else moved first. The caller's savepoint undoes
/// the rest.
Result<> run_steps(Connection& database, std::vector<Step> const& steps);

}  // namespace troth::store::sqlite

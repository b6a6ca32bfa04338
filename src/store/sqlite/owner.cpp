#include "store/sqlite/owner.h"

#include "store/sqlite/dialect.h"

namespace troth::store::sqlite {

Result<> Owner::begin() {
  TROTH_TRY(connection_.run("BEGIN IMMEDIATE"));
  return {};
}

Result<> Owner::commit() {
  auto committed = connection_.run("COMMIT");
  if (committed) return {};
  // No space: nothing was written that counts. Anything else leaves open what the disk holds.
  if (committed.error().code != Code::storage_full) health_.fail(committed.error());
  return std::move(committed).error();
}

Result<> Owner::define(std::string_view script) {
  for (std::string const& statement : migration_statements(script)) TROTH_TRY(connection_.once(statement));
  return {};
}

bool Owner::tidy() {
  if (wal_.has_frames()) (void)wal_.truncate();
  return wal_.has_frames();
}

void Owner::finish() {
  if (health_.check()) (void)wal_.truncate();
}

}  // namespace troth::store::sqlite

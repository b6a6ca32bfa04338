#include "store/sqlite/owner.h"

#include "store/sqlite/dialect.h"

namespace troth::store::sqlite {

Result<> Owner::begin() {
  TROTH_TRY(connection_.run("BEGIN IMMEDIATE"));
  return {};
}

/// Not while rules change: what is seen then may be rolled back with the savepoint that wrote it.
Result<Rows> Owner::query(Sql sql, Params const& params) {
  if (sql.kind() != kRule || changes_rules_) return connection_.query(sql, params);
  if (auto const* known = memo_.find(sql, params, versions_->rules())) return *known;
  TROTH_TRY(Rows rows, connection_.query(sql, params));
  memo_.keep(sql, params, versions_->rules(), rows);
  return rows;
}

Result<std::int64_t> Owner::run(Sql sql, Params const& params) {
  if (sql.kind() != kData && !changes_rules_) {
    changes_rules_ = true;
    versions_->rules_change();
  }
  return connection_.run(sql, params);
}

void Owner::rollback() {
  connection_.rollback();
  settle_rules();
}

void Owner::settle_rules() {
  if (changes_rules_) versions_->rules_changed();
  changes_rules_ = false;
}

Result<> Owner::commit() {
  auto committed = connection_.run("COMMIT");
  if (committed) {
    versions_->committed();
    settle_rules();
    return {};
  }
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

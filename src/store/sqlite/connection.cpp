#include "store/sqlite/connection.h"

#include <sqlite3.h>

#include "store/sqlite/dialect.h"

namespace troth::store::sqlite {

void Connection::Close::operator()(sqlite3* db) const {
  // BUSY here would be a statement or a backup that outlives its connection.
  TROTH_CHECK(sqlite3_close(db) == SQLITE_OK);
}

Result<Statement*> Connection::prepared(Sql sql) {
  if (auto known = statements_.find(sql.text()); known != statements_.end()) return &known->second;
  TROTH_TRY(Statement fresh, Statement::prepare(db_.get(), to_sqlite(sql.text())));
  return &statements_.emplace(sql.text(), std::move(fresh)).first->second;
}

Result<Rows> Connection::query(Sql sql, Params const& params) {
  TROTH_TRY(Statement * statement, prepared(sql));
  return statement->rows(params);
}

Result<std::int64_t> Connection::run(Sql sql, Params const& params) {
  TROTH_TRY(Statement * statement, prepared(sql));
  TROTH_TRY(statement->run(params));
  return std::int64_t{sqlite3_changes64(db_.get())};
}

Result<Rows> Connection::once(std::string_view sqlite_text) {
  TROTH_TRY(Statement statement, Statement::prepare(db_.get(), sqlite_text));
  return statement.rows({});
}

bool Connection::in_transaction() const { return sqlite3_get_autocommit(db_.get()) == 0; }

void Connection::rollback() {
  if (!in_transaction()) return;
  // An error of ROLLBACK is one that has already rolled back; a transaction that survives it would be our own bug.
  (void)run("ROLLBACK");
  TROTH_CHECK(!in_transaction());
}

}  // namespace troth::store::sqlite

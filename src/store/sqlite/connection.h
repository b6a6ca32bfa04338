#pragma once
#include <memory>
#include <unordered_map>

#include "store/literal.h"
#include "store/sqlite/statement.h"

namespace troth::store::sqlite {

/// One open database and the statements it has compiled. Not safe for two threads at a time; whoever holds it says
/// which thread or which mutex owns it.
class Connection {
 public:
  /// Takes ownership of an open handle.
  explicit Connection(sqlite3* db) : db_(db) {}

  Result<Rows> query(Sql sql, Params const& params = {});
  /// Rows changed.
  Result<std::int64_t> run(Sql sql, Params const& params = {});
  /// One statement that is not worth keeping: a pragma, a step of a migration. Already in SQLite's words.
  Result<Rows> once(std::string_view sqlite_text);

  /// False also when SQLite itself has ended the transaction after an error, with all its savepoints.
  bool in_transaction() const;
  /// Leaves no transaction open, whatever happened before.
  void rollback();
  sqlite3* handle() const { return db_.get(); }

 private:
  struct Close {
    void operator()(sqlite3* db) const;
  };
  Result<Statement*> prepared(Sql sql);

  std::unique_ptr<sqlite3, Close> db_;
  std::unordered_map<std::string_view, Statement, LiteralHash, SameLiteral> statements_;  ///< goes before db_
};

}  // namespace troth::store::sqlite

#pragma once
#include <memory>

#include "base/result.h"
#include "store/sql.h"

struct sqlite3;
struct sqlite3_stmt;

namespace troth::store::sqlite {

/// A compiled statement, used again and again. Belongs to its connection's thread.
class Statement {
 public:
  static Result<Statement> prepare(sqlite3* db, std::string_view sqlite_text);

  /// Runs it to its end and leaves it ready for the next run. `params` are not copied.
  Result<Rows> rows(Params const& params);
  Result<> run(Params const& params);

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}
  Result<> bind(Params const& params);
  Result<bool> step();  ///< whether a row is there
  Result<Row> row() const;

  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

}  // namespace troth::store::sqlite

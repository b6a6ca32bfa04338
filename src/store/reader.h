#pragma once
#include <optional>

#include "base/result.h"
#include "store/sql.h"

namespace troth::store {

/// A view of the data store as of one moment: all its queries see the same state. Belongs to one thread at a time; ends
/// before the commit that follows from it is awaited. Errors: unavailable, corrupt.
class Reader {
 public:
  virtual ~Reader() = default;
  virtual Result<Rows> query(Sql sql, Params const& params) = 0;

  /// The only row, or none; corrupt if there are more.
  Result<std::optional<Row>> one(Sql sql, Params const& params) {
    TROTH_TRY(Rows rows, query(sql, params));
    if (rows.size() > 1) return fail(Code::corrupt, "a table holds a row twice that can be there once");
    if (rows.empty()) return std::optional<Row>();
    return std::optional<Row>(std::move(rows.front()));
  }
};

}  // namespace troth::store

#pragma once
#include <array>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/sql.h"

struct pg_result;

namespace troth::store::postgres {

/// Parameters as libpq takes them, in PostgreSQL's binary forms. Texts and bytes point into the caller's parameters.
/// Each value says its type, so that one of another type is refused here as a STRICT table of SQLite refuses it.
class Bound {
 public:
  explicit Bound(Params const& params);
  Bound(Bound const&) = delete;
  Bound& operator=(Bound const&) = delete;

  int count() const { return static_cast<int>(types.size()); }
  /// One letter for each type: the same statement with other types is another one.
  std::string signature;
  std::vector<unsigned> types;  ///< OIDs; 0 for NULL, which takes whatever type is wanted
  std::vector<char const*> values;
  std::vector<int> lengths, formats;

 private:
  std::vector<std::array<char, 8>> numbers_;
};

/// Rows that a statement changed, or that a SELECT found; 0 for any other.
std::int64_t rows_touched(pg_result* result);

/// All rows of an answer that was asked for in binary form. Numbers and truth values become BIGINT (1 and 0), as SQLite
/// gives them; corrupt on a type that we never store.
Result<Rows> rows_of(pg_result const* result);

}  // namespace troth::store::postgres

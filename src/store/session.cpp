#include "store/session.h"

namespace troth::store {

Result<std::vector<std::int64_t>> Session::run_each(Sql sql, std::vector<Params> const& each) {
  std::vector<std::int64_t> out;
  for (Params const& params : each) {
    TROTH_TRY(std::int64_t rows, run(sql, params));
    out.push_back(rows);
  }
  return out;
}

Result<std::vector<std::int64_t>> Session::count_each(Sql sql, std::vector<Params> const& each) {
  std::vector<std::int64_t> out;
  for (Params const& params : each) {
    TROTH_TRY(Rows rows, query(sql, params));
    out.push_back(static_cast<std::int64_t>(rows.size()));
  }
  return out;
}

}  // namespace troth::store

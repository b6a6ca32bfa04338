#include "inquiry/walk.h"

namespace troth::inquiry {

Result<Walk::Batch> Walk::next(std::int64_t from, std::int64_t below) {
  Batch out;
  if (!chosen_.key.empty() && from < view_.indexed()) {
    std::int64_t const edge = std::min(below, view_.indexed());
    TROTH_TRY(out.rows, snapshot_.query(chosen_.by_index, {view_.log(), static_cast<std::int64_t>(chosen_.kind),
                                                           chosen_.key, from, edge, kStep}));
    out.looked = static_cast<std::int64_t>(out.rows.size());
    out.upto = out.looked == kStep ? out.rows.back()[0].integer() + 1 : edge;
    return out;
  }
  out.upto = std::min(below, from + kStep);
  out.looked = out.upto - from;
  store::Params params{view_.log(), from, out.upto};
  if (!chosen_.key.empty()) params.emplace_back(chosen_.key);
  TROTH_TRY(out.rows, snapshot_.query(chosen_.by_scan, params));
  return out;
}

Result<std::int64_t> Walk::run(std::int64_t from, std::int64_t below, std::int64_t budget,
                               std::function<Result<bool>(store::Row const&)> const& take) {
  while (from < below && budget > 0) {
    TROTH_TRY(auto const batch, next(from, below));
    for (auto const& row : batch.rows) {
      TROTH_TRY(bool const more, take(row));
      if (!more) return row[0].integer() + 1;
    }
    from = batch.upto;
    budget -= batch.looked;
  }
  return from;
}

}  // namespace troth::inquiry

#pragma once
#include <algorithm>
#include <functional>

#include "audit/search_index.h"
#include "inquiry/log_view.h"

namespace troth::inquiry {

/// By what the rows of a walk are chosen: one key of the search index, or none for all rows of the log.
struct Chosen {
  audit::SearchKind kind{};
  Bytes key;            ///< empty: all rows
  store::Sql by_index;  ///< tenant, kind, key, from, below, limit
  store::Sql by_scan;   ///< tenant, from, below, and the key unless it is empty
};

/// Gives the rows [from, below) of a log that have the key, in order; first column seq. Ends where `take` says so, when
/// `budget` rows have been looked at, or at `below`; returns the seq to go on from.
class Walk {
 public:
  static constexpr std::int64_t kStep = 1'000;

  Walk(store::Reader& snapshot, LogView const& view, Chosen chosen)
      : snapshot_(snapshot), view_(view), chosen_(std::move(chosen)) {}

  /// `take` gives false after the last row it wants.
  Result<std::int64_t> run(std::int64_t from, std::int64_t below, std::int64_t budget,
                           std::function<Result<bool>(store::Row const&)> const& take);

 private:
  struct Batch {
    store::Rows rows;
    std::int64_t upto;    ///< what was looked at, if all its rows are taken
    std::int64_t looked;  ///< rows it cost
  };
  Result<Batch> next(std::int64_t from, std::int64_t below);

  store::Reader& snapshot_;
  LogView const& view_;
  Chosen chosen_;
};

}  // namespace troth::inquiry

#pragma once
#include <vector>

#include "store/reader.h"

namespace troth::inquiry {

/// Where an event stands: which leaf of which epoch's tree.
struct Place {
  std::uint64_t epoch = 1;
  std::uint64_t index = 0;
};

/// The rows of one log as of a snapshot: how many there are, from which on the search index does not have them yet, and
/// where its epochs begin.
class LogView {
 public:
  static Result<LogView> load(store::Reader& snapshot, TenantId log);

  TenantId log() const { return log_; }
  std::int64_t end() const { return end_; }          ///< seq of the next event
  std::int64_t indexed() const { return indexed_; }  ///< rows below are in the search index; the others are the tail
  Place place_of(std::int64_t seq) const;

  /// not_found for an id that is none, is absent or is another log's: they cannot be told apart.
  Result<std::int64_t> find(store::Reader& snapshot, std::string_view event) const;
  /// The first row that is not before `at`, by halving. Times rise but for a few seconds here and there, since an
  /// event's time is when it was decided and its place when it was committed: leave room on both sides, and look at
  /// each row.
  Result<std::int64_t> first_at(store::Reader& snapshot, Time at) const;

 private:
  TenantId log_;
  std::uint64_t epoch_ = 1;
  std::int64_t end_ = 0, indexed_ = 0;
  std::vector<std::int64_t> epochs_;  // seq of the first event of each epoch but the first
};

/// How far an event's time may be from its place.
inline constexpr auto kTimeSlack = std::chrono::seconds(120);

}  // namespace troth::inquiry

#pragma once
#include "store/reader.h"
#include "store/write_set.h"

namespace troth::evidence {

/// The place that the next entry of the evidence log gets.
struct LogPlace {
  std::int64_t seq = 0;     ///< over all epochs
  std::uint64_t index = 0;  ///< in the tree of this epoch

  std::int64_t number() const { return seq + 1; }
  LogPlace after(std::size_t entries) const { return {seq + static_cast<std::int64_t>(entries), index + entries}; }
};
Result<LogPlace> next_place(store::Reader& snapshot);

/// Guards that the next entry is still at `place`: somebody else's entry makes the set a conflict, and whoever decided
/// it decides again on a new snapshot. A set that has entries of the evidence log and rows that name their place needs
/// it, once, for its first entry.
store::WriteSet&& require_place(store::WriteSet&& set, LogPlace const& place);
store::WriteSet&& append_entry(store::WriteSet&& set, std::string_view text);

}  // namespace troth::evidence

#pragma once
#include <vector>

#include "store/store.h"

namespace troth::audit {

/// What event_search finds rows by. The numbers are stored.
enum class SearchKind : std::int64_t { actor = 1, subject = 2, event = 3, token = 4, epoch = 5 };

/// Follows the logs: puts their events into event_search, by whom they were caused, whom they tell of and what they are
/// called, and the first event of each later epoch by its place. It is a book of the log and can be made anew from it.
/// One thread; erasures go on at the same time, since every batch is read inside the transaction that writes it.
class SearchIndex {
 public:
  /// A batch is committed in a group with what people wait for: 2,000 held every answer up for 20 ms.
  static constexpr std::int64_t kBatch = 128;

  /// One batch of a log's rows; how many. 0: it is up to date. conflict: somebody else moved it; ask again.
  static Result<std::uint64_t> advance(store::Store& store, TenantId log);
  /// The logs that are behind: reads every log's head, so ask once at the start.
  static Result<std::vector<TenantId>> lagging(store::Store& store);
};

}  // namespace troth::audit

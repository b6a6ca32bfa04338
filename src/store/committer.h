#pragma once
#include <functional>

#include "base/result.h"
#include "store/write_set.h"

namespace troth::store {

enum class Lane { interactive, bulk };

/// Called once, on the committer's thread, when the fate of a set is known: durable, or not there at all.
///   conflict and the codes of steps' misses   the set did not hold; decide again on a fresh snapshot
///   storage_full                              no space; nothing of the set is there
///   unavailable                               the store does not answer, or (see healthy) failed: restart decides
/// Must not block: hand on and return.
using Then = std::function<void(Result<>)>;

/// The only way to change the data store. Any thread may submit. A set that is reported durable survives a crash and a
/// power loss (SQLite: WAL, synchronous=FULL; several sets share one fsync, a savepoint each, so one that misses drops
/// itself only).
class Committer {
 public:
  virtual ~Committer() = default;
  /// Queues the set. Refuses at once, without calling `then`: exhausted (this tenant's queue or the whole is full),
  /// too_large (over WriteSet's limits), unavailable (failed or stopping).
  virtual Result<> submit(WriteSet set, Lane lane, Then then) = 0;
  /// As submit, and waits. Not from the committer's thread.
  Result<> commit(WriteSet set, Lane lane);
};

}  // namespace troth::store

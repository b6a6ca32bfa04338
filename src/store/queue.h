#pragma once
#include <chrono>
#include <condition_variable>
#include <deque>
#include <optional>
#include <unordered_map>
#include <vector>

#include "base/mutex.h"
#include "store/committer.h"

namespace troth::store {

/// A set that waits for its group.
struct Pending {
  WriteSet set;
  Then then;
  std::size_t bytes;
  TenantId tenant() const { return set.tenant(); }
};

/// What waits for the committer, bounded for each tenant (so that one cannot keep the others out) and in the whole. Any
/// thread pushes, one takes.
class Queue {
 public:
  using Clock = std::chrono::steady_clock;
  using Duration = Clock::duration;
  static constexpr std::size_t kTenantSets = 4096;
  static constexpr std::size_t kTenantBytes = 64u << 20;
  static constexpr std::size_t kTotalBytes = 256u << 20;
  static constexpr std::size_t kGroupSets = 256;
  static constexpr std::size_t kGroupBytes = 8u << 20;
  static constexpr Duration kMostRest = std::chrono::milliseconds(500);  ///< a stalled disk is not bulk's doing
  static constexpr Duration kPause = std::chrono::milliseconds(2);

  /// Exhausted, or unavailable after stop().
  Result<> push(Pending pending, Lane lane);
  /// The next group, oldest first within a lane. While interactive sets wait, bulk has a quarter of the group at most,
  /// though always room for one set, or a trickle of interactive ones would keep it out for ever; and a quarter of the
  /// time (see took()). Waits for at most `idle` if given. Empty when there is nothing.
  std::vector<Pending> take(std::optional<std::chrono::milliseconds> idle);
  /// How long the group took that was taken last. One large bulk set makes everybody wait for it, so after a group with
  /// bulk in it others go alone for three times as long, unless none comes for kPause: one tenant's import does not
  /// starve another.
  void took(Duration time);
  /// What is queued can still be taken; nothing new comes in.
  void stop();
  /// Stopped, and nothing is left.
  bool finished();

 private:
  struct Load {
    std::size_t sets = 0, bytes = 0;
  };
  using Line = std::deque<Pending>;
  bool empty() const TROTH_REQUIRES(mutex_) { return interactive_.empty() && bulk_.empty(); }
  Clock::time_point bulk_goes() const TROTH_REQUIRES(mutex_);
  bool ready(Clock::time_point now) const TROTH_REQUIRES(mutex_);
  void move_front(Line& line, std::vector<Pending>& group) TROTH_REQUIRES(mutex_);
  void fill(Line& line, std::size_t sets, std::size_t bytes, std::vector<Pending>& group) TROTH_REQUIRES(mutex_);

  Mutex mutex_;
  std::condition_variable_any changed_;
  Line interactive_ TROTH_GUARDED_BY(mutex_);
  Line bulk_ TROTH_GUARDED_BY(mutex_);
  std::unordered_map<TenantId, Load> loads_ TROTH_GUARDED_BY(mutex_);
  std::size_t total_bytes_ TROTH_GUARDED_BY(mutex_) = 0;
  bool took_bulk_ TROTH_GUARDED_BY(mutex_) = false;
  Clock::time_point rest_until_ TROTH_GUARDED_BY(mutex_);                   ///< of bulk
  std::optional<Clock::time_point> others_since_ TROTH_GUARDED_BY(mutex_);  ///< bulk's last turn: the newest
  bool stopped_ TROTH_GUARDED_BY(mutex_) = false;
};

}  // namespace troth::store

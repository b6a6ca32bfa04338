#pragma once
#include <set>
#include <vector>

#include "base/id.h"
#include "base/mutex.h"

namespace troth::audit {

/// Which logs have grown: told by the committer, asked by whoever follows the logs. Any thread.
class TouchedLogs {
 public:
  void add(TenantId log) {
    Lock lock(mutex_);
    logs_.insert(log);
  }
  std::vector<TenantId> take() {
    Lock lock(mutex_);
    std::vector<TenantId> out(logs_.begin(), logs_.end());
    logs_.clear();
    return out;
  }

 private:
  Mutex mutex_;
  std::set<TenantId> logs_ TROTH_GUARDED_BY(mutex_);
};

}  // namespace troth::audit

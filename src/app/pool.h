#pragma once
#include <condition_variable>
#include <deque>
#include <functional>
#include <thread>
#include <vector>

#include "base/mutex.h"
#include "base/result.h"

namespace troth::app {

/// Threads "pool" for handlers that take long. Any thread may post; what was posted before the end still runs.
class Pool {
 public:
  explicit Pool(unsigned threads);
  ~Pool();
  Pool(Pool const&) = delete;
  Pool& operator=(Pool const&) = delete;

  /// exhausted when 1,024 pieces of work wait already.
  Result<> post(std::function<void()> work);

 private:
  void loop();
  Mutex mutex_;
  std::condition_variable_any wake_;
  std::deque<std::function<void()>> queue_ TROTH_GUARDED_BY(mutex_);
  bool stopping_ TROTH_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace troth::app

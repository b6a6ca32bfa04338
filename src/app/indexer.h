#pragma once
#include <condition_variable>
#include <set>
#include <thread>

#include "audit/tenant_logs.h"
#include "base/mutex.h"
#include "store/store.h"

namespace troth::app {

/// The thread "indexer": follows the logs with the search index, a few times a second. It looks at logs that have grown
/// since it last looked, and once, at the start, at all. Nobody waits for it: searches read the tail themselves.
class Indexer {
 public:
  Indexer(store::Store& store, audit::TenantLogs& logs) : store_(store), logs_(logs) {}
  ~Indexer() { stop(); }
  Indexer(Indexer const&) = delete;
  Indexer& operator=(Indexer const&) = delete;

  void start();
  void stop();

 private:
  void loop();
  void round();
  bool pause();

  store::Store& store_;
  audit::TenantLogs& logs_;
  std::set<TenantId> behind_;  // both owned by "indexer"
  bool looked_ = false;
  Mutex mutex_;
  std::condition_variable_any wake_;
  bool stopping_ TROTH_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace troth::app

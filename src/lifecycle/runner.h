#pragma once
#include <condition_variable>
#include <deque>
#include <functional>
#include <thread>

#include "base/mutex.h"
#include "lifecycle/job.h"

namespace troth::lifecycle {

/// Carries out committed intents, one step at a time, on its own thread "jobs": at once when told, at boot whatever was
/// left unfinished, and again with growing pauses while a store is unavailable. Steps of different jobs take turns.
class Runner {
 public:
  struct Wiring {
    store::Store& store;
    keys::Keyring& keyring;
    audit::Scribe const& scribe;
    Clock const& clock;
    Random& random;
    Effects effects;
  };
  /// Called once, on the runner's thread, when the job has reached its milestone; an error means it has not yet and
  /// goes on.
  using Done = std::function<void(Result<JobRow>)>;
  /// Called on the runner's thread every `pause` or a step later; the place for a schedule.
  using Tick = std::function<void()>;

  Runner(Wiring wiring, Tick tick, std::chrono::milliseconds pause = std::chrono::seconds(5));
  ~Runner();
  Runner(Runner const&) = delete;
  Runner& operator=(Runner const&) = delete;

  /// Queues every unfinished job of the store. Before `start`.
  Result<> resume();
  void start();
  /// Ends the thread after the step under way; the rest resumes at the next start. Not from the runner's own thread.
  void stop();
  /// A job whose intent has been committed. Any thread.
  void add(TenantId tenant, JobId id, Done at_milestone);

 private:
  struct Waiting {
    TenantId tenant;
    JobId id;
    Done done;
    int failures = 0;
    std::chrono::steady_clock::time_point not_before{};
  };

  std::deque<Waiting>::iterator next_due(std::chrono::steady_clock::time_point now) TROTH_REQUIRES(mutex_);
  void loop();
  void step(Waiting job);
  Result<std::optional<JobRow>> load(TenantId tenant, JobId id);
  Result<JobRow> advance(TenantId tenant, JobId id);
  void again(Waiting job, std::chrono::milliseconds pause);

  Wiring wiring_;
  Tick tick_;
  std::chrono::milliseconds pause_;
  Mutex mutex_;
  std::condition_variable_any wake_;
  std::deque<Waiting> queue_ TROTH_GUARDED_BY(mutex_);
  unsigned steps_ TROTH_GUARDED_BY(mutex_) = 0;
  bool stopping_ TROTH_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace troth::lifecycle

#pragma once
#include <mutex>

#if defined(__clang__)
#define TROTH_ANNOTATE_(x) __attribute__((x))
#else
#define TROTH_ANNOTATE_(x)
#endif
#define TROTH_GUARDED_BY(mutex) TROTH_ANNOTATE_(guarded_by(mutex))
#define TROTH_REQUIRES(mutex) TROTH_ANNOTATE_(requires_capability(mutex))

namespace troth {

/// std::mutex that clang's -Wthread-safety understands: a field says TROTH_GUARDED_BY(mutex_), the compiler holds us to
/// it.
class TROTH_ANNOTATE_(capability("mutex")) Mutex {
 public:
  void lock() TROTH_ANNOTATE_(acquire_capability()) { mutex_.lock(); }
  void unlock() TROTH_ANNOTATE_(release_capability()) { mutex_.unlock(); }
  bool try_lock() TROTH_ANNOTATE_(try_acquire_capability(true)) { return mutex_.try_lock(); }

 private:
  std::mutex mutex_;
};

class TROTH_ANNOTATE_(scoped_lockable) Lock {
 public:
  explicit Lock(Mutex& mutex) TROTH_ANNOTATE_(acquire_capability(mutex)) : mutex_(mutex) { mutex_.lock(); }
  ~Lock() TROTH_ANNOTATE_(release_capability()) { mutex_.unlock(); }
  Lock(Lock const&) = delete;
  Lock& operator=(Lock const&) = delete;

  /// For std::condition_variable_any: the lock itself is lockable.
  void lock() TROTH_ANNOTATE_(no_thread_safety_analysis) { mutex_.lock(); }
  void unlock() TROTH_ANNOTATE_(no_thread_safety_analysis) { mutex_.unlock(); }

 private:
  Mutex& mutex_;
};

}  // namespace troth

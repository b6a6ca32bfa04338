#pragma once
#include <optional>

#include "base/mutex.h"
#include "base/result.h"

namespace troth::store {

/// Whether this store can still be believed. Any thread. The first failure stays until the process ends: after a failed
/// fsync nobody knows what the disk holds, and a retry that succeeds would prove nothing.
class Health {
 public:
  void fail(Error error) {
    Lock lock(mutex_);
    if (!failed_) failed_ = std::move(error);
  }
  Result<> check() const {
    Lock lock(mutex_);
    if (!failed_) return {};
    return Error{Code::unavailable, "the store has failed and waits for a restart", {}, failed_->detail};
  }

 private:
  mutable Mutex mutex_;
  std::optional<Error> failed_ TROTH_GUARDED_BY(mutex_);
};

}  // namespace troth::store

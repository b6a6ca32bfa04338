#pragma once
#include <condition_variable>

#include "access/actor.h"
#include "app/row.h"
#include "base/mutex.h"
#include "net/listener.h"

namespace troth::app {

/// How many requests are under way; the house is taken down only once there are none. Any thread.
class InFlight {
 public:
  class Ticket {
   public:
    explicit Ticket(InFlight& owner) : owner_(&owner) {
      Lock lock(owner.mutex_);
      ++owner.count_;
    }
    Ticket(Ticket&& other) noexcept : owner_(std::exchange(other.owner_, nullptr)) {}
    Ticket& operator=(Ticket&&) = delete;
    ~Ticket() {
      if (!owner_) return;
      Lock lock(owner_->mutex_);
      if (--owner_->count_ == 0) owner_->none_.notify_all();
    }

   private:
    InFlight* owner_;
  };
  void wait_for_none() {
    Lock lock(mutex_);
    while (count_ > 0) none_.wait(lock);
  }

 private:
  Mutex mutex_;
  std::condition_variable_any none_;
  std::size_t count_ TROTH_GUARDED_BY(mutex_) = 0;
};

/// One request on its way through the house, from the match of its row to the answer. Owned by whichever thread works
/// on it.
struct Exchange {
  InFlight::Ticket ticket;
  http::Request request;
  http::Matched matched;
  Row const* row;
  net::Respond respond;
  std::optional<access::Actor> actor;  ///< once authenticated
  audit::SealedPtr sealed = {};        ///< the newest seal, taken before each try's snapshot
  int tries = 0;                       ///< decisions made so far; at most 1 + kRetries
  unsigned room = 0;                   ///< Reserve::admit's answer for the present try
};

}  // namespace troth::app

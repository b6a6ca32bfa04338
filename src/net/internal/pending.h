#pragma once
#include <functional>
#include <memory>
#include <optional>

#include "base/mutex.h"
#include "http/message.h"
#include "net/internal/asio.h"

namespace troth::net {

/// The answer a connection waits for. The application may settle it from any thread, before or after the connection
/// starts to wait, and even after the connection and the listener are gone: from the first settle or abandon on,
/// nothing of the io thread's world is reachable from here. The first settle counts.
class Pending {
 public:
  explicit Pending(Strand strand) : strand_(std::move(strand)) {}

  void settle(http::Response response);
  void abandon();  ///< the connection dies: it is woken without an answer
  bool over() const;

  /// By the one waiting coroutine, on its strand.
  static Task<void> wait(std::shared_ptr<Pending> self);
  std::optional<http::Response> take();

 private:
  bool park(std::function<void()> resume);  // false: it is over already, nothing is kept
  void wake() TROTH_REQUIRES(mutex_);

  mutable Mutex mutex_;
  std::optional<Strand> strand_ TROTH_GUARDED_BY(mutex_);  // none: over
  std::function<void()> resume_ TROTH_GUARDED_BY(mutex_);
  std::optional<http::Response> response_ TROTH_GUARDED_BY(mutex_);
};

}  // namespace troth::net

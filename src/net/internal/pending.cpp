#include "net/internal/pending.h"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <utility>

namespace troth::net {

void Pending::settle(http::Response response) {
  Lock lock(mutex_);
  if (!strand_) return;
  response_ = std::move(response);
  wake();
}

void Pending::abandon() {
  Lock lock(mutex_);
  if (strand_) wake();
}

bool Pending::over() const {
  Lock lock(mutex_);
  return !strand_;
}

std::optional<http::Response> Pending::take() {
  Lock lock(mutex_);
  return std::exchange(response_, std::nullopt);
}

bool Pending::park(std::function<void()> resume) {
  Lock lock(mutex_);
  if (!strand_) return false;
  resume_ = std::move(resume);
  return true;
}

// Posts under the lock: the listener abandons every answer, and so takes every lock, before its io_context may end.
void Pending::wake() {
  if (resume_) asio::post(*strand_, std::exchange(resume_, nullptr));
  strand_.reset();
}

Task<void> Pending::wait(std::shared_ptr<Pending> self) {
  auto start = [self](auto handler) {
    auto const strand = asio::get_associated_executor(handler);
    // std::function wants a copyable target and the handler only moves.
    auto const parked = std::make_shared<decltype(handler)>(std::move(handler));
    std::function<void()> const resume = [parked] { std::move (*parked)(); };
    if (!self->park(resume)) asio::post(strand, resume);
  };
  return asio::async_initiate<asio::use_awaitable_t<Strand> const, void()>(std::move(start), kAwait);
}

}  // namespace troth::net

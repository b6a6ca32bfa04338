#include "net/internal/connection.h"

#include <boost/asio/post.hpp>
#include <utility>

#include "net/internal/response_writer.h"

namespace troth::net {
namespace {

/// How often an interruption is repeated while nobody has reacted to it.
constexpr auto kRepeat = std::chrono::seconds(1);

/// The application's side of a Pending. Shared by all copies of one Respond: when the last goes unused, the answer is
/// 500.
class Answer {
 public:
  explicit Answer(std::shared_ptr<Pending> pending) : pending_(std::move(pending)) {}
  Answer(Answer const&) = delete;
  Answer& operator=(Answer const&) = delete;
  ~Answer() {
    if (!pending_->over()) pending_->settle(bare_problem(500));
  }
  void give(http::Response response) { pending_->settle(std::move(response)); }

 private:
  std::shared_ptr<Pending> pending_;
};

}  // namespace

Connection::Connection(Shared& shared_in, Socket socket, asio::ssl::context* context, Peer peer_in,
                       Sources::Place place_in)
    : shared(shared_in),
      peer(std::move(peer_in)),
      place(std::move(place_in)),
      wire(std::move(socket), context),
      reader(shared.limits.header_bytes, shared.limits.body_bytes),
      tls(context != nullptr),
      strand_(wire.strand()),
      timer_(strand_) {}

void Connection::begin_request() {
  reader = RequestReader(shared.limits.header_bytes, shared.limits.body_bytes);
  pending_.reset();
}

// A deadline that moves out costs nothing: the timer wakes at the old one and goes back to sleep. So a busy keep-alive
// connection sets its timer once a minute instead of twice a request.
void Connection::within(std::chrono::milliseconds time) {
  expires_ = std::chrono::steady_clock::now() + time;
  wire.resume();
  if (expires_ < wakes_) arm();
}

void Connection::arm() {
  wakes_ = expires_;
  timer_.expires_at(wakes_);
  timer_.async_wait([self = shared_from_this()](error_code ec) {
    if (!ec) self->woke();
  });
}

void Connection::woke() {
  wakes_ = Instant::max();
  if (expires_ == Instant::max()) return;
  auto const now = std::chrono::steady_clock::now();
  if (now >= expires_) {
    wire.interrupt();
    expires_ = now + kRepeat;
  }
  arm();
}

std::shared_ptr<Pending> Connection::call(http::Request request) {
  request.origin = peer.origin;
  request.peer = peer.text;
  pending_ = std::make_shared<Pending>(strand_);
  if (aborted_) return pending_->abandon(), pending_;
  auto const answer = std::make_shared<Answer>(pending_);
  try {
    shared.serve(std::move(request), [answer](http::Response response) { answer->give(std::move(response)); });
  } catch (...) {
    answer->give(bare_problem(500));
  }
  return pending_;
}

void Connection::finish() {
  wire.abort();
  timer_.cancel();
  Lock lock(shared.mutex);
  shared.live.erase(shared_from_this());
  if (shared.live.empty()) shared.emptied.notify_all();
}

void Connection::stop() {
  asio::post(strand_, [self = shared_from_this()] {
    if (self->waiting) self->wire.interrupt();
  });
}

void Connection::abort() {
  asio::post(strand_, [self = shared_from_this()] {
    self->aborted_ = true;
    self->wire.abort();
    if (self->pending_) self->pending_->abandon();
  });
}

}  // namespace troth::net

#pragma once
#include "app/pool.h"
#include "foreground.h"
#include "net/listener.h"
#include "witness/book.h"

namespace troth::cli {

/// A witness that answers: its book, threads that may wait for the disk, the listener.
class WitnessServer {
 public:
  /// `folder` holds the witness and its certificate (app::write_certificate). Errors as Book::open and net::listen.
  Result<> open(std::filesystem::path const& folder, Endpoint const& endpoint);
  ~WitnessServer() { listener_.reset(); }  // nothing new comes in; then the pool ends what runs

  witness::Book& book() { return *book_; }
  std::uint16_t port() const { return listener_->port(); }

 private:
  void serve(http::Request request, net::Respond const& respond);

  SystemClock clock_;
  std::unique_ptr<witness::Book> book_;
  app::Pool pool_{2};
  std::unique_ptr<net::Listener> listener_;
};

}  // namespace troth::cli

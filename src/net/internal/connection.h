#pragma once
#include <atomic>
#include <condition_variable>
#include <memory>
#include <string>
#include <unordered_set>

#include "net/internal/asio.h"
#include "net/internal/peer.h"
#include "net/internal/pending.h"
#include "net/internal/request_reader.h"
#include "net/internal/sources.h"
#include "net/internal/wire.h"
#include "net/listener.h"

namespace troth::net {

class Connection;

/// What all connections of a listener share. Ends after the last of them.
struct Shared {
  Shared(Limits const& limits_in, Serve serve_in, Refused refused_in)
      : limits(limits_in),
        serve(std::move(serve_in)),
        refused(std::move(refused_in)),
        sources(limits_in.connections, limits_in.connections_per_source) {}

  Limits const limits;
  Serve const serve;
  Refused const refused;
  Sources sources;
  std::atomic<bool> stopping = false;
  Mutex mutex;
  std::condition_variable_any emptied;  ///< told when the last connection ends
  std::unordered_set<std::shared_ptr<Connection>> live TROTH_GUARDED_BY(mutex);
};

/// The state of one connection; session.cpp tells what happens on it. Owned by its strand but for stop() and abort().
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(Shared& shared, Socket socket, asio::ssl::context* tls, Peer peer, Sources::Place place);

  /// One deadline at a time. When it passes, the operation under way ends and the wire stays interrupted.
  void within(std::chrono::milliseconds time);
  void take_your_time() { expires_ = Instant::max(); }

  /// Hands the request to the application. Its exceptions and a callback dropped unused become a bare 500.
  std::shared_ptr<Pending> call(http::Request request);
  void begin_request();
  void finish();  ///< the conversation is over: forgets everything but itself

  void stop();   ///< any thread: ends now if between two requests, else after the answer
  void abort();  ///< any thread: ends now

  // Owned by the strand.
  Shared& shared;
  Peer const peer;
  Sources::Place const place;
  Wire wire;
  std::string input;
  RequestReader reader;
  bool const tls;
  bool waiting = true;  ///< for the peer to shake hands, to ask, or to close: stop() need not be polite

 private:
  using Instant = std::chrono::steady_clock::time_point;
  void arm();
  void woke();

  Strand strand_;
  Timer timer_;
  Instant expires_ = Instant::max();
  Instant wakes_ = Instant::max();  // the timer sleeps until then; max: it does not run
  bool aborted_ = false;
  std::shared_ptr<Pending> pending_;
};

}  // namespace troth::net

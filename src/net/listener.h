#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "base/secret.h"
#include "http/message.h"

namespace troth::net {

/// Gives the answer: from any thread, at once or later, exactly once (the first counts). Dropped unused it is a 500.
/// It may outlive the listener; then it does nothing. Content-Length, Connection and the other framing fields are
/// written here: an answer that brings its own is replaced by a 500.
using Respond = std::function<void(http::Response)>;
/// Takes one request, on an io thread: it must not block. An exception is a 500. One request at a time per connection.
using Serve = std::function<void(http::Request, Respond)>;

/// Any io thread. Counts a request that was refused before it could be read as one (400, 408, 413, 431, 505, 429 per
/// source).
using Refused = std::function<void(int status, std::string const& peer)>;

/// The oldest protocol that a connection may speak: 12 is TLS 1.2.
inline constexpr int kTlsFloor = 12;

struct Limits {
  std::size_t header_bytes = 16u << 10;  ///< more is 431
  std::size_t body_bytes = 4u << 20;     ///< more is 413; routes have their own, smaller ones
  std::uint32_t header_seconds = 10;     ///< a request's head must be complete by then: 408
  std::uint32_t body_seconds = 30;
  std::uint32_t idle_seconds = 60;             ///< keep-alive, and for a client that does not take its answer
  std::uint32_t stop_seconds = 5;              ///< for the requests that run when the listener stops
  std::size_t connections = 12'000;            ///< in all, about 90 kB each; more are closed at accept
  std::size_t connections_per_source = 1'024;  ///< IPv4 address or IPv6 /64; 8 more get a 429, others are closed
};

struct Options {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;       ///< 0: a free one, see Listener::port
  std::string certificate_pem;  ///< chain
  Secret private_key_pem;
  std::string socket_path;  ///< a unix socket beside the TLS port (0600), plain HTTP; empty: none
  unsigned threads = 2;
  Limits limits;
};

/// HTTP/1.1 over TLS 1.3 (floor 1.2, AEAD with forward secrecy only). Guards framing beyond what the parser does: one
/// Host, Content-Length digits only and once, no other Transfer-Encoding than `chunked` alone and only in HTTP/1.1, no
/// obs-fold, no control characters in a header of either direction (a response with one is replaced by a 500),
/// origin-form targets only, no chunk extensions and no trailers. A refusal closes the connection.
class Listener {
 public:
  virtual ~Listener() = default;  ///< stops: no new connections, running requests get up to stop_seconds
  virtual std::uint16_t port() const = 0;
};

/// Binds and serves. Errors: invalid (certificate, address), unavailable (port taken).
Result<std::unique_ptr<Listener>> listen(Options options, Serve serve, Refused refused);

}  // namespace troth::net

#pragma once
#include <filesystem>
#include <memory>
#include <string>

#include "base/result.h"
#include "http/message.h"

namespace troth::client {

/// Where a cell answers: its socket, or a URL with the CA that signed its certificate. Never without verification.
struct Target {
  std::filesystem::path socket;  ///< used if not empty
  std::string url;               ///< "https://127.0.0.1:8443", nothing behind the port
  std::filesystem::path ca;      ///< PEM, and then nothing else is trusted; empty: the system's
  unsigned seconds = 60;         ///< for a whole answer
};

/// One connection, kept alive (libcurl). One thread at a time. No redirects, no proxy, https (TLS 1.2 or later) or unix
/// socket only; 5 s to connect, Target::seconds per request. If a kept connection turns out to be closed before the
/// first byte of an answer, the request is sent once more on a new one: what must not happen twice carries an
/// Idempotency-Key. The process must ignore SIGPIPE (the server and the CLI do): with TLS a write to a closed
/// connection raises it.
class Client {
 public:
  virtual ~Client() = default;
  /// Uses the request's method, target, headers and body. Any status is an answer. Errors: unavailable if no whole
  /// answer came (the message says why, `at` names the address), too_large for an answer over 64 MiB, invalid for a
  /// request that is not fit to be sent: no method, a target or header field with characters that could end it, or a
  /// field that frames the message (Content-Length and its like), which is this class's own affair.
  virtual Result<http::Response> send(http::Request const& request) = 0;
};

/// Does not open the connection yet. invalid for any other scheme than https, for credentials, a path or a query in the
/// URL, a socket path too long for the system, and a CA file that cannot be read.
Result<std::unique_ptr<Client>> connect(Target const& target);

}  // namespace troth::client

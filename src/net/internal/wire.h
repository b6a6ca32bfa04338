#pragma once
#include <optional>
#include <string>

#include "net/internal/asio.h"

#include <boost/asio/ssl/stream.hpp>

namespace troth::net {

/// The bytes of one connection, in TLS or (unix socket) plain. Owned by the connection's strand; the owner outlives
/// every coroutine started here.
class Wire {
 public:
  Wire(Socket socket, asio::ssl::context* tls);  ///< null: plain

  Task<bool> handshake();                                 ///< whether the wire can be used
  Task<std::size_t> read(std::string* into);              ///< appends what has come; 0: ended, failed or interrupted
  Task<bool> write(std::string first, std::string rest);  ///< both in one gathered write
  /// Says good-bye and reads on until the peer has closed: a reset must not overtake our last answer (RFC 9112
  /// section 9.6).
  Task<void> close();

  /// Ends the operation that is under way; until resume() the next ones end at once. Repeat it: a composed operation
  /// may just be between two steps, where there is nothing to cancel.
  void interrupt();
  void resume() { interrupted_ = false; }
  bool interrupted() const { return interrupted_; }
  void abort();  ///< closes at once
  Strand strand() { return socket_.get_executor(); }

 private:
  Socket socket_;
  std::optional<asio::ssl::stream<Socket&>> tls_;
  bool broken_ = false;  // nothing more can be said
  bool interrupted_ = false;
};

}  // namespace troth::net

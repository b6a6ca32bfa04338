#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "http/message.h"
#include "net/internal/framing.h"

namespace troth::net {

/// Takes one request out of a stream of bytes; knows no sockets. Two readers look at every byte of the head: framing.h,
/// then Beast's parser, which also undoes chunking. One reader serves one request.
class RequestReader {
 public:
  enum class State : std::uint8_t { idle, head, body, complete, refused };

  RequestReader(std::size_t header_bytes, std::size_t body_bytes);
  ~RequestReader();
  RequestReader(RequestReader&&) noexcept;
  RequestReader& operator=(RequestReader&&) noexcept;

  /// Consumes from the front of `input` what belongs to this request and leaves the rest, the next request's, alone.
  /// Call again with more input until complete or refused.
  State feed(std::string& input);
  /// Gives the request up with a status (400, 408, 413, 429, 431, 505).
  State refuse(int status);

  State state() const { return state_; }
  int status() const { return status_; }  ///< of a refused request
  bool wants_continue() const;            ///< the client waits for "100 Continue" (RFC 9110 section 10.1.1)
  bool keep_alive() const;                ///< what the client asked for; meaningful once complete
  bool http11() const;
  http::Request take();  ///< once, when complete; origin and peer are the caller's to fill

 private:
  struct Parser;
  State feed_head(std::string& input);
  State feed_body(std::string& input);
  State accept_head(std::string_view head);

  std::size_t header_bytes_;
  std::size_t body_bytes_;
  std::size_t scanned_ = 0;
  State state_ = State::idle;
  int status_ = 0;
  http::Request request_;
  std::unique_ptr<Parser> parser_;
};

}  // namespace troth::net

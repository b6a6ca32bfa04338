#include "net/internal/wire.h"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <utility>

namespace troth::net {
namespace {

constexpr std::size_t kRead = 16u << 10;    // a TLS record
constexpr std::size_t kDrain = 256u << 10;  // what a closing connection still takes in, unread

}  // namespace

Wire::Wire(Socket socket, asio::ssl::context* tls) : socket_(std::move(socket)) {
  if (tls) tls_.emplace(socket_, *tls);
}

Task<bool> Wire::handshake() {
  error_code ec;
  if (tls_) co_await tls_->async_handshake(asio::ssl::stream_base::server, asio::redirect_error(kAwait, ec));
  broken_ = static_cast<bool>(ec);
  co_return !broken_;
}

Task<std::size_t> Wire::read(std::string* into) {
  error_code ec;
  std::size_t got = 0;
  if (interrupted_) co_return got;
  auto const before = into->size();
  into->resize(before + kRead);
  auto const space = asio::buffer(into->data() + before, kRead);
  if (tls_)
    got = co_await tls_->async_read_some(space, asio::redirect_error(kAwait, ec));
  else
    got = co_await socket_.async_read_some(space, asio::redirect_error(kAwait, ec));
  into->resize(before + got);
  co_return got;
}

Task<bool> Wire::write(std::string first, std::string rest) {
  error_code ec;
  std::array<asio::const_buffer, 2> const both = {asio::buffer(first), asio::buffer(rest)};
  if (tls_)
    co_await asio::async_write(*tls_, both, asio::redirect_error(kAwait, ec));
  else
    co_await asio::async_write(socket_, both, asio::redirect_error(kAwait, ec));
  broken_ = static_cast<bool>(ec);
  co_return !broken_;
}

Task<void> Wire::close() {
  error_code ec;
  if (tls_ && !broken_) co_await tls_->async_shutdown(asio::redirect_error(kAwait, ec));
  socket_.shutdown(Socket::shutdown_send, ec);
  std::array<char, 4096> unread;
  auto const space = asio::buffer(unread);
  for (std::size_t drained = 0; !ec && !interrupted_ && drained < kDrain;)
    drained += co_await socket_.async_read_some(space, asio::redirect_error(kAwait, ec));
  socket_.close(ec);
}

void Wire::interrupt() {
  interrupted_ = true;
  error_code ignored;
  socket_.cancel(ignored);
}

void Wire::abort() {
  error_code ignored;
  socket_.close(ignored);
}

}  // namespace troth::net

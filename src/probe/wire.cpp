#include "probe/wire.h"

#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <memory>
#include <utility>

namespace troth::probe {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::size_t kMostBytes = 64u << 10;
constexpr auto kQuiet = milliseconds(250);

class Socket {
 public:
  explicit Socket(int handle) : handle_(handle) {}
  Socket(Socket&& other) noexcept : handle_(std::exchange(other.handle_, -1)) {}
  Socket& operator=(Socket&&) = delete;
  ~Socket() {
    if (handle_ >= 0) ::close(handle_);
  }
  int get() const { return handle_; }

 private:
  int handle_;
};

bool ready(Socket const& socket, short what, steady_clock::time_point until) {
  auto const left = std::chrono::duration_cast<milliseconds>(until - steady_clock::now()).count();
  pollfd wait{socket.get(), what, 0};
  return left > 0 && ::poll(&wait, 1, static_cast<int>(left)) == 1;
}

bool connected(Socket const& socket, addrinfo const& where, steady_clock::time_point until) {
  if (socket.get() < 0) return false;
  if (::connect(socket.get(), where.ai_addr, where.ai_addrlen) == 0) return true;
  if (errno != EINPROGRESS || !ready(socket, POLLOUT, until)) return false;
  int error = 0;
  socklen_t size = sizeof error;
  return ::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == 0;
}

Result<Socket> open(std::string const& host, std::uint16_t port, steady_clock::time_point until) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found) != 0)
    return fail(Code::unavailable, "the host's name is not known", host);
  std::unique_ptr<addrinfo, void (*)(addrinfo*)> const owned(found, ::freeaddrinfo);
  for (addrinfo const* at = found; at != nullptr; at = at->ai_next) {
    Socket socket(::socket(at->ai_family, at->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, at->ai_protocol));
    if (connected(socket, *at, until)) return socket;
  }
  return fail(Code::unavailable, "nothing listens there", host + ":" + std::to_string(port));
}

/// As far as the peer takes it: one that hangs up early has answered too.
void send_all(Socket const& socket, std::string_view bytes, steady_clock::time_point until) {
  while (!bytes.empty() && ready(socket, POLLOUT, until)) {
    auto const sent = ::send(socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno != EAGAIN && errno != EINTR) return;
    if (sent > 0) bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

}  // namespace

Result<std::string> exchange(std::string const& host, std::uint16_t port, std::string_view bytes, unsigned seconds) {
  auto const end = steady_clock::now() + std::chrono::seconds(seconds);
  TROTH_TRY(auto const socket, open(host, port, end));
  send_all(socket, bytes, end);
  std::string out;
  std::array<char, 4096> block;
  while (out.size() < kMostBytes) {
    auto const until = out.empty() ? end : std::min(end, steady_clock::now() + kQuiet);
    if (!ready(socket, POLLIN, until)) break;
    auto const got = ::recv(socket.get(), block.data(), block.size(), 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (got <= 0) break;
    out.append(block.data(), static_cast<std::size_t>(got));
  }
  return out;
}

}  // namespace troth::probe

#include "net/internal/bind.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace troth::net {
namespace {

Error failed(std::string_view message) { return fail(Code::unavailable, message, {}, std::strerror(errno)); }

Result<Bound> open_socket(int family) {
  int const fd = ::socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return failed("cannot open a socket");
  return Bound(fd);
}

template <class Address>
Result<> bind_and_listen(int fd, Address const& address) {
  if (::bind(fd, reinterpret_cast<sockaddr const*>(&address), sizeof address) != 0)
    return failed(errno == EADDRINUSE ? "the address is in use" : "cannot bind the address");
  if (::listen(fd, 1024) != 0) return failed("cannot listen");
  return {};
}

template <class Address>
Result<Bound> bind_address(Address const& address, int family) {
  TROTH_TRY(Bound bound, open_socket(family));
  int const on =
      1;  // a restart must not wait for the old connections' TIME_WAIT; a second listener is refused all the same
  if (::setsockopt(bound.fd(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0)
    return failed("cannot set a socket option");
  TROTH_TRY(bind_and_listen(bound.fd(), address));
  return bound;
}

/// Removes a socket file nobody listens on.
Result<> clear_stale(std::string const& path, sockaddr_un const& address) {
  struct stat found = {};
  if (::lstat(path.c_str(), &found) != 0) return {};  // nothing there, or bind will say what is wrong
  if (!S_ISSOCK(found.st_mode)) return fail(Code::unavailable, "a file that is no socket is in the way");
  int const probe = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (probe < 0) return failed("cannot open a socket");
  int const connected = ::connect(probe, reinterpret_cast<sockaddr const*>(&address), sizeof address);
  bool const stale = connected != 0 && errno == ECONNREFUSED;
  ::close(probe);
  if (!stale) return fail(Code::unavailable, "another server has the socket");
  if (::unlink(path.c_str()) != 0) return failed("cannot remove a stale socket");
  return {};
}

}  // namespace

Bound::Bound(Bound&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      path_(std::exchange(other.path_, {})),
      device_(other.device_),
      inode_(other.inode_) {}

Bound::~Bound() {
  remove_file();
  if (fd_ >= 0) ::close(fd_);
}

void Bound::remove_file() {
  struct stat now = {};
  if (!path_.empty() && ::lstat(path_.c_str(), &now) == 0 && now.st_dev == device_ && now.st_ino == inode_)
    ::unlink(path_.c_str());
  path_.clear();
}

int Bound::release() { return std::exchange(fd_, -1); }

std::uint16_t Bound::port() const {
  sockaddr_storage address = {};
  socklen_t size = sizeof address;
  if (::getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size) != 0) return 0;
  // The port stands at the same place in both families (RFC 3493 section 3.3).
  return ntohs(reinterpret_cast<sockaddr_in const*>(&address)->sin_port);
}

Result<> Bound::own_file(std::string path) {
  struct stat made = {};
  if (::lstat(path.c_str(), &made) != 0) return failed("the socket file vanished");
  path_ = std::move(path);
  device_ = made.st_dev;
  inode_ = made.st_ino;
  if ((made.st_mode & 0777) != 0600) return fail(Code::unavailable, "the socket file is open to others");
  return {};
}

Result<Bound> bind_tcp(std::string const& address, std::uint16_t port) {
  sockaddr_in v4 = {};
  v4.sin_family = AF_INET;
  v4.sin_port = htons(port);
  if (::inet_pton(AF_INET, address.c_str(), &v4.sin_addr) == 1) return bind_address(v4, AF_INET);
  sockaddr_in6 v6 = {};
  v6.sin6_family = AF_INET6;
  v6.sin6_port = htons(port);
  if (::inet_pton(AF_INET6, address.c_str(), &v6.sin6_addr) == 1) return bind_address(v6, AF_INET6);
  return fail(Code::invalid, "not an IP address");
}

Result<Bound> bind_unix(std::string const& path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof address.sun_path)
    return fail(Code::invalid, "a socket path has 1 to 107 bytes");
  std::memcpy(address.sun_path, path.data(), path.size());
  TROTH_TRY(clear_stale(path, address));
  TROTH_TRY(Bound bound, open_socket(AF_UNIX));
  // Linux gives the file the mode of the unbound socket: 0600 from its first moment, and no umask of the whole process
  // to change under other threads. own_file looks that it came out so.
  if (::fchmod(bound.fd(), 0600) != 0) return failed("cannot set the mode of a socket");
  TROTH_TRY(bind_and_listen(bound.fd(), address));
  TROTH_TRY(bound.own_file(path));
  return bound;
}

}  // namespace troth::net

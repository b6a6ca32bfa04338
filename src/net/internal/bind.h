#pragma once
#include <sys/types.h>

#include <cstdint>
#include <string>

#include "base/result.h"

namespace troth::net {

/// A listening socket. A unix socket's file goes with it, if it is still the file made here.
class Bound {
 public:
  explicit Bound(int fd) : fd_(fd) {}
  Bound(Bound&& other) noexcept;
  Bound& operator=(Bound&&) = delete;
  ~Bound();

  int fd() const { return fd_; }
  void remove_file();  ///< call it before the descriptor is closed: afterwards a successor may have put its own there
  int release();       ///< the descriptor is the caller's from now on; the file stays this object's
  bool is_unix() const { return !path_.empty(); }
  std::uint16_t port() const;           ///< of a TCP socket
  Result<> own_file(std::string path);  ///< takes charge of the file just bound; unavailable unless its mode is 0600

 private:
  int fd_;
  std::string path_;
  dev_t device_ = 0;
  ino_t inode_ = 0;
};

/// Errors: invalid (not an IPv4 or IPv6 address), unavailable (in use, not ours, no permission).
Result<Bound> bind_tcp(std::string const& address, std::uint16_t port);

/// A socket file with mode 0600. One that is left over, so that nobody answers a connect, is replaced; anything else in
/// the way is left alone. Errors: invalid (path empty or longer than 107 bytes), unavailable.
Result<Bound> bind_unix(std::string const& path);

}  // namespace troth::net

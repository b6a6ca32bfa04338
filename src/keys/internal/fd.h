#pragma once
#include <unistd.h>

#include <utility>

#include "base/bytes.h"
#include "base/result.h"

namespace troth::keys {

/// An open file, closed on every path.
class Fd {
 public:
  explicit Fd(int fd = -1) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Fd() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_;
};

/// unavailable, or storage_full if errno says so; errno and `what` go to the operator's log.
Error io_error(std::string what);
/// All of `bytes`, from the file's position on.
Result<> write_all(int fd, ByteView bytes);
Result<> sync(int fd);

}  // namespace troth::keys

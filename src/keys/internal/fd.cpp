#include "keys/internal/fd.h"

#include <cerrno>

namespace troth::keys {

Error io_error(std::string what) {
  int const number = errno;
  bool const full = number == ENOSPC || number == EDQUOT;
  return fail(full ? Code::storage_full : Code::unavailable, full ? "the disk is full" : "a key file cannot be used",
              {}, std::move(what) + ": " + std::strerror(number));
}

Result<> write_all(int fd, ByteView bytes) {
  while (!bytes.empty()) {
    ssize_t const n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return io_error("write");
    bytes = bytes.subspan(static_cast<std::size_t>(n));
  }
  return {};
}

Result<> sync(int fd) {
  if (::fsync(fd) != 0) return io_error("fsync");
  return {};
}

}  // namespace troth::keys

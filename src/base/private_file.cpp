#include "base/private_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/mutant.h"

namespace troth {
namespace {

namespace fs = std::filesystem;

/// A file descriptor that closes itself.
struct Fd {
  int value;
  ~Fd() {
    if (value >= 0) ::close(value);
  }
};

Error io_error(std::string_view message, fs::path const& path) {
  return fail(Code::unavailable, message, path.string(), std::strerror(errno));
}

Result<> write_all(int fd, std::string_view bytes, fs::path const& path) {
  while (!bytes.empty()) {
    ssize_t const n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return io_error("a file cannot be written", path);
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  if (::fsync(fd) != 0) return io_error("a file cannot be made durable", path);
  return {};
}

fs::path folder_of(fs::path const& path) { return path.has_parent_path() ? path.parent_path() : fs::path("."); }
fs::path marker(fs::path const& folder) { return folder / "test-only"; }

}  // namespace

Result<> make_private_folder(fs::path const& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) return fail(Code::denied, "the folder cannot be made", path.string(), error.message());
  fs::permissions(path, fs::perms::owner_all, error);
  if (error) return fail(Code::denied, "the folder cannot be made private", path.string(), error.message());
  return {};
}

Result<> write_private_file(fs::path const& path, std::string_view bytes) {
  fs::path const temporary = path.string() + ".tmp";
  {
    ::unlink(temporary.c_str());  // what a crash left; O_EXCL then makes a file of ours, with our mode
    Fd file{::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600)};
    if (file.value < 0) return io_error("a file cannot be created", temporary);
    TROTH_TRY(write_all(file.value, bytes, temporary));
  }
  if (::rename(temporary.c_str(), path.c_str()) != 0) return io_error("a file cannot be put in place", path);
  Fd folder{::open(folder_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (folder.value < 0 || ::fsync(folder.value) != 0)
    return io_error("a folder cannot be made durable", folder_of(path));
  return {};
}

Result<std::string> read_file(fs::path const& path, std::size_t most_bytes) {
  Fd file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (file.value < 0) return fail(errno == ENOENT ? Code::gone : Code::denied, "a file cannot be read", path.string());
  std::string out;
  char block[4096];
  for (;;) {
    ssize_t const n = ::read(file.value, block, sizeof block);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return io_error("a file cannot be read", path);
    if (n == 0) return out;
    out.append(block, static_cast<std::size_t>(n));
    if (out.size() > most_bytes) return fail(Code::too_large, "a file is longer than it can be", path.string());
  }
}

Result<> must_be_private(fs::path const& path) {
  struct stat info {};
  if (::lstat(path.c_str(), &info) != 0) return fail(Code::gone, "a private file is missing", path.string());
  if (S_ISLNK(info.st_mode))
    return fail(Code::denied, "a private file is a link; put the file itself there", path.string());
  if (info.st_uid != ::geteuid()) return fail(Code::denied, "a private file belongs to another user", path.string());
  if ((info.st_mode & 077) == 0) return {};
  return fail(Code::denied, "others can get at a private file",
              std::string("chmod ") + (S_ISDIR(info.st_mode) ? "700 " : "600 ") + path.string());
}

Result<> mark_build(fs::path const& folder) {
  if (!kMutantBuild) return {};
  return write_private_file(marker(folder), "made by a build with planted bugs; never for real data\n");
}

Result<> must_be_our_build(fs::path const& folder) {
  std::error_code ignored;
  if (fs::exists(marker(folder), ignored) == kMutantBuild) return {};
  return fail(Code::conflict,
              kMutantBuild ? "this build carries planted bugs and opens only folders that it made itself"
                           : "this folder was made by a build with planted bugs; never serve it",
              folder.string());
}

}  // namespace troth

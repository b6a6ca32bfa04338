#include "keys/internal/seal_folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>

#include "keys/internal/wrap.h"

namespace troth::keys {
namespace {

Result<> ours_alone(int fd, mode_t type, char const* chmod, std::filesystem::path const& path) {
  struct stat facts {};
  if (::fstat(fd, &facts) != 0) return io_error("fstat");
  if ((facts.st_mode & S_IFMT) != type)
    return fail(Code::denied, "the seal holds something that is no plain key file", path.string());
  if (facts.st_uid != ::geteuid()) return fail(Code::denied, "the seal belongs to another user", path.string());
  if ((facts.st_mode & 077) != 0)
    return fail(Code::denied, "the seal can be read by others", std::string(chmod) + " " + path.string());
  return {};
}

Error not_opened(std::filesystem::path const& path) {
  if (errno == ELOOP || errno == ENOTDIR) return fail(Code::denied, "the seal must not be a link", path.string());
  if (errno == EACCES) return fail(Code::denied, "the seal cannot be read by this user", path.string());
  return io_error("open");
}

}  // namespace

Result<SealFolder> SealFolder::open(std::filesystem::path const& path) {
  Fd folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!folder && errno == ENOENT) return fail(Code::not_found, "there is no seal here", path.string());
  if (!folder) return not_opened(path);
  TROTH_TRY(ours_alone(folder.get(), S_IFDIR, "chmod 700", path));
  return SealFolder(path, std::move(folder));
}

Result<Secret> SealFolder::read(std::string const& name) const {
  Fd file(::openat(folder_.get(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
  if (!file && errno == ENOENT) return fail(Code::gone, "the seal no longer has this key", {}, name);
  if (!file) return not_opened(path_ / name);
  TROTH_TRY(ours_alone(file.get(), S_IFREG, "chmod 600", path_ / name));
  Secret out(kKeySize + 1);  // one more, to notice a longer file
  ssize_t const n = ::pread(file.get(), out.span().data(), out.size(), 0);
  if (n < 0) return io_error("read");
  if (n != static_cast<ssize_t>(kKeySize))
    return fail(Code::corrupt, "a key file of the seal has a wrong size", {}, name);
  return Secret::copy_of(out.view().first(kKeySize));
}

Result<> SealFolder::make(std::string const& name, Random& random) const {
  std::string const temporary = name + ".new";
  if (::unlinkat(folder_.get(), temporary.c_str(), 0) != 0 && errno != ENOENT) return io_error("unlink");
  if (::faccessat(folder_.get(), name.c_str(), F_OK, AT_SYMLINK_NOFOLLOW) == 0) {
    TROTH_TRY(read(name));
    return sync(folder_.get());  // the try that made it may have ended before this
  }
  Fd file(::openat(folder_.get(), temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file) return io_error("create");
  Secret key(kKeySize);
  random.fill(key.span());
  TROTH_TRY(write_all(file.get(), key.view()));
  TROTH_TRY(sync(file.get()));
  return publish(temporary, name);
}

// A link, not a rename: two processes that make the same epoch at once must not end with two keys for it.
Result<> SealFolder::publish(std::string const& temporary, std::string const& name) const {
  if (::linkat(folder_.get(), temporary.c_str(), folder_.get(), name.c_str(), 0) != 0 && errno != EEXIST)
    return io_error("link");
  if (::unlinkat(folder_.get(), temporary.c_str(), 0) != 0) return io_error("unlink");
  return sync(folder_.get());
}

// Renamed first, durably: cut short anywhere, the key's own name stands for the whole key or for nothing, never for
// noise that does not unwrap; and the next try finds what is left under the other name.
Result<> SealFolder::destroy(std::string const& name, Random& random) const {
  std::string const doomed = name + ".old";
  if (::renameat(folder_.get(), name.c_str(), folder_.get(), doomed.c_str()) != 0 && errno != ENOENT)
    return io_error("rename");
  TROTH_TRY(sync(folder_.get()));
  Fd file(::openat(folder_.get(), doomed.c_str(), O_WRONLY | O_NOFOLLOW | O_CLOEXEC));
  if (!file && errno == ENOENT) return {};
  if (!file) return not_opened(path_ / doomed);
  auto const noise = random.bytes<kKeySize>();
  TROTH_TRY(write_all(file.get(), noise));
  TROTH_TRY(sync(file.get()));
  if (::unlinkat(folder_.get(), doomed.c_str(), 0) != 0 && errno != ENOENT) return io_error("unlink");
  return sync(folder_.get());
}

Result<std::vector<std::string>> SealFolder::names() const {
  int const copy = ::openat(folder_.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (copy < 0) return io_error("open");
  DIR* listing = ::fdopendir(copy);
  if (listing == nullptr) return ::close(copy), io_error("list");
  std::vector<std::string> out;
  while (dirent const* entry = ::readdir(listing)) {
    std::string name = entry->d_name;
    if (name != "." && name != "..") out.push_back(std::move(name));
  }
  ::closedir(listing);
  return out;
}

}  // namespace troth::keys

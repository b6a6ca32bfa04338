#include "store/folder_lock.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace troth::store {
namespace {

std::string reason(int number) { return std::generic_category().message(number); }

}  // namespace

Result<FolderLock> FolderLock::take(std::filesystem::path const& folder) {
  int const file = ::open((folder / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file < 0) return fail(Code::unavailable, "the folder cannot be used", {}, reason(errno));
  FolderLock held(file);
  struct flock whole {};
  whole.l_type = F_WRLCK;
  whole.l_whence = SEEK_SET;
  if (::fcntl(file, F_OFD_SETLK, &whole) == 0) return held;
  if (errno == EAGAIN || errno == EACCES) return fail(Code::conflict, "another process serves this folder");
  return fail(Code::unavailable, "the folder cannot be used", {}, reason(errno));
}

FolderLock::~FolderLock() {
  if (file_ >= 0) ::close(file_);
}

}  // namespace troth::store

#pragma once
#include <filesystem>

#include "base/result.h"

namespace troth::store {

/// The folder belongs to this process while this lives. An open-file-description lock on `lock` in the folder: it goes
/// with the process however that ends, and, unlike a classic POSIX lock, also refuses a second holder within the
/// process.
class FolderLock {
 public:
  /// Conflict when another process serves the folder; unavailable when the folder cannot be used.
  static Result<FolderLock> take(std::filesystem::path const& folder);
  ~FolderLock();
  FolderLock(FolderLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
  FolderLock& operator=(FolderLock&&) = delete;

 private:
  explicit FolderLock(int file) : file_(file) {}
  int file_;
};

}  // namespace troth::store

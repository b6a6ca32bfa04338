#pragma once
#include <filesystem>
#include <memory>
#include <vector>

#include "base/mutex.h"
#include "store/reader.h"
#include "store/sqlite/connection.h"

namespace troth::store::sqlite {

/// Read-only connections to data.db, opened when needed and kept with their compiled statements. Any thread.
/// Outlives the snapshots it gave.
class Readers {
 public:
  static constexpr std::size_t kMost = 64;
  Readers(std::filesystem::path file, char const* vfs) : file_(std::move(file)), vfs_(vfs) {}
  ~Readers();
  Readers(Readers const&) = delete;
  Readers& operator=(Readers const&) = delete;

  /// Pinned before it is returned: what is committed later is not in it. Exhausted when kMost are out.
  Result<std::unique_ptr<Reader>> snapshot();

 private:
  class Snapshot;
  Result<std::unique_ptr<Connection>> take();
  void give_back(std::unique_ptr<Connection> connection);

  std::filesystem::path const file_;
  char const* const vfs_;
  Mutex mutex_;
  std::vector<std::unique_ptr<Connection>> idle_ TROTH_GUARDED_BY(mutex_);
  std::size_t out_ TROTH_GUARDED_BY(mutex_) = 0;
};

/// Opens a read transaction and fixes its moment now rather than at the first query.
Result<> pin(Connection& connection);

}  // namespace troth::store::sqlite

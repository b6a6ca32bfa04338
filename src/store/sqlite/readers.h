#pragma once
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <memory>
#include <vector>

#include "base/mutex.h"
#include "store/reader.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/rule_memo.h"
#include "store/sqlite/versions.h"

namespace troth::store::sqlite {

/// Read-only connections to data.db, opened when needed and kept with their compiled statements, what they know of the
/// rules, and the snapshot they gave last: as long as nothing has been committed since, it is given again, which saves
/// its beginning and end and leaves the connection's pages warm. Any thread. Outlives the snapshots it gave.
class Readers {
 public:
  static constexpr std::size_t kMost = 64;
  Readers(std::filesystem::path file, char const* vfs, std::shared_ptr<Versions const> versions)
      : file_(std::move(file)), vfs_(vfs), versions_(std::move(versions)) {}
  ~Readers();
  Readers(Readers const&) = delete;
  Readers& operator=(Readers const&) = delete;

  /// Pinned before it is returned: what is committed later is not in it. Exhausted when kMost are out.
  Result<std::unique_ptr<Reader>> snapshot();
  /// Ends the snapshots that nobody uses, and those in use as soon as they come back, which it waits for, but never
  /// longer than `patience`. Before each checkpoint, so that it can copy everything, and after it, so that the log can
  /// begin anew.
  void let_go(std::chrono::milliseconds patience);

 private:
  class Snapshot;
  /// A connection with the moment it is pinned at.
  struct Pinned {
    Connection connection;
    RuleMemo memo{};
    std::uint64_t commits = 0, rules = 0, turn = 0;

    /// False also when SQLite has ended the transaction after an error.
    bool open() const { return connection.in_transaction(); }
    void end() { connection.rollback(); }
  };
  Result<std::unique_ptr<Pinned>> take();
  Result<> pin_now(Pinned& pinned);
  bool is_newest(Pinned const& pinned, std::uint64_t turn) const {
    return pinned.open() && pinned.turn == turn && pinned.commits == versions_->commits();
  }
  void end_old_ones() TROTH_REQUIRES(mutex_);
  void give_back(std::unique_ptr<Pinned> pinned);
  void put_back(std::unique_ptr<Pinned> pinned) TROTH_REQUIRES(mutex_);
  void came_back(std::uint64_t turn) TROTH_REQUIRES(mutex_);

  std::filesystem::path const file_;
  char const* const vfs_;
  std::shared_ptr<Versions const> const versions_;
  Mutex mutex_;
  std::vector<std::unique_ptr<Pinned>> idle_ TROTH_GUARDED_BY(mutex_);
  std::condition_variable_any none_old_;
  std::size_t out_ TROTH_GUARDED_BY(mutex_) = 0;
  std::size_t old_ TROTH_GUARDED_BY(mutex_) = 0;     ///< of these, from before all were last let go
  std::uint64_t turn_ TROTH_GUARDED_BY(mutex_) = 0;  ///< how often all were let go
  std::uint64_t seen_ TROTH_GUARDED_BY(mutex_) = 0;  ///< commits when old ones were last ended
};

/// Opens a read transaction and fixes its moment now rather than at the first query.
Result<> pin(Connection& connection);

}  // namespace troth::store::sqlite

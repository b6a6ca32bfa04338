#pragma once
#include <memory>
#include <vector>

#include "base/mutex.h"
#include "store/postgres/server.h"
#include "store/reader.h"

namespace troth::store::postgres {

/// Connections for snapshots, opened when needed and kept with their prepared statements. Any thread. Outlives the
/// snapshots it gave.
class Readers {
 public:
  static constexpr std::size_t kMost = 64;
  explicit Readers(Server& server) : server_(server) {}
  ~Readers();
  Readers(Readers const&) = delete;
  Readers& operator=(Readers const&) = delete;

  /// Pinned before it is returned: what is committed later is not in it. A connection that died while it lay idle is
  /// replaced. Exhausted when kMost are out.
  Result<std::unique_ptr<Reader>> snapshot();

 private:
  class Snapshot;
  Result<Connection> take();
  void give_back(Connection connection);

  Server& server_;
  Mutex mutex_;
  std::vector<Connection> idle_ TROTH_GUARDED_BY(mutex_);
  std::size_t out_ TROTH_GUARDED_BY(mutex_) = 0;
};

/// Opens a read-only transaction at REPEATABLE READ and fixes its moment now rather than at the first query.
Result<> pin(Connection& connection);

}  // namespace troth::store::postgres

#pragma once
#include <filesystem>
#include <span>

#include "base/mutex.h"
#include "store/sqlite/group.h"
#include "store/sqlite/wal.h"
#include "store/store.h"

namespace troth::store::sqlite {

/// keys.db: one connection for all writes and checkpoints, one for reads, each behind its mutex. A read never waits for
/// a write, and holds no snapshot when it returns.
class Keys final : public KeyDatabase {
 public:
  static Result<std::unique_ptr<Keys>> open(std::filesystem::path const& file, Schema const& schema, Health& health,
                                            char const* vfs);
  ~Keys() override;

  Result<Rows> query(Sql sql, Params const& params) override;
  Result<> apply(std::vector<Step> const& steps) override;
  Result<> scrub() override;

  /// The key rows of many sets with one fsync, a savepoint for each set: one fate for each.
  Fates add(std::span<std::vector<Step> const* const> sets);
  /// When nothing else is to do. True while the log has frames left.
  bool tidy();

 private:
  Keys(Connection writer, Connection reader, Health& health);
  Result<> truncate() TROTH_REQUIRES(write_);

  Health& health_;
  Mutex write_;  ///< taken before read_
  Connection writer_ TROTH_GUARDED_BY(write_);
  Wal wal_ TROTH_GUARDED_BY(write_);
  Mutex read_;
  Connection reader_ TROTH_GUARDED_BY(read_);
};

}  // namespace troth::store::sqlite

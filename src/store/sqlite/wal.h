#pragma once
#include <cstdint>

#include "store/health.h"
#include "store/sqlite/connection.h"

namespace troth::store::sqlite {

/// The write-ahead log of one file, kept short by the only connection that may: `owner`, whose thread or mutex also
/// owns this. A deleted row is gone from the disk only after the log that once held it has been truncated.
class Wal {
 public:
  Wal(Connection& owner, Health& health);
  ~Wal();
  Wal(Wal const&) = delete;
  Wal& operator=(Wal const&) = delete;

  bool has_frames() const { return frames_ > 0; }
  /// Once the log is over 64 MiB, moves into the file what no reader holds back. Never waits for readers.
  void after_commit();
  /// Moves everything and truncates the log. Unavailable when a reader holds a part back, or frames are left.
  Result<> truncate();
  /// Makes a truncation durable. A failure is that of the store, for good.
  Result<> sync();

 private:
  int checkpoint(int mode, int& frames_left);

  Connection& owner_;
  Health& health_;
  std::int64_t frames_ = 1;    ///< at opening nobody knows; the first truncation tells
  std::int64_t tried_at_ = 0;  ///< frames at the last checkpoint of after_commit
};

}  // namespace troth::store::sqlite

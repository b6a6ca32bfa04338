#pragma once
#include <chrono>
#include <cstdint>
#include <functional>

#include "store/health.h"
#include "store/sqlite/checkpointer.h"
#include "store/sqlite/connection.h"

namespace troth::store::sqlite {

/// Asks the readers to hold no snapshot longer than they need it, and waits for them, at most that long.
using LetGo = std::function<void(std::chrono::milliseconds)>;

/// The write-ahead log of one file, kept short by the only connection that may: `owner`, whose thread or mutex also
/// owns this. A deleted row is gone from the disk only after the log that once held it has been truncated.
class Wal {
 public:
  /// `let_go` is called before and after each checkpoint. Without a checkpointer the owner alone does all of them.
  Wal(Connection& owner, Health& health, LetGo let_go, std::unique_ptr<Checkpointer> checkpointer);
  ~Wal();
  Wal(Wal const&) = delete;
  Wal& operator=(Wal const&) = delete;

  bool has_frames() const { return frames_ > 0; }
  /// As of the last commit that wrote any.
  std::int64_t frames() const { return frames_; }
  /// Once the log is long, has it copied into the file but for what is written meanwhile, copies that small rest, and
  /// so lets the next commit begin the log anew. Never waits for readers.
  void after_commit();
  /// Moves everything and truncates the log. Unavailable when a reader holds a part back, or frames are left.
  Result<> truncate();
  /// Makes a truncation durable. A failure is that of the store, for good.
  Result<> sync();

 private:
  int checkpoint(int mode, int& frames_left);
  bool copied_meanwhile();

  Connection& owner_;
  Health& health_;
  LetGo const let_go_;
  std::unique_ptr<Checkpointer> const checkpointer_;
  std::int64_t patient_at_;    ///< frames at which readers are waited for longer
  int rounds_ = 0;             ///< of the checkpointer since the owner's last checkpoint
  std::int64_t frames_ = 1;    ///< at opening nobody knows; the first truncation tells
  std::int64_t tried_at_ = 0;  ///< frames at the last checkpoint of after_commit
};

}  // namespace troth::store::sqlite

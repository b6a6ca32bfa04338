#pragma once
#include <condition_variable>
#include <filesystem>
#include <memory>
#include <thread>

#include "base/mutex.h"
#include "store/health.h"
#include "store/sqlite/connection.h"

namespace troth::store::sqlite {

/// Copies a long write-ahead log into the file while the owner goes on committing, so that no group waits for it. Only
/// when the owner asks, and the owner does not checkpoint meanwhile.
///
/// Debian 12's SQLite may corrupt a file whose log is begun anew by a writer while another connection checkpoints it.
/// That cannot happen here: for the whole of a round a second connection holds a snapshot of frames that are not copied
/// yet, and SQLite never begins a log anew that somebody still reads (docs/decisions/0027).
class Checkpointer {
 public:
  enum class State { idle, asked, done };

  static Result<std::unique_ptr<Checkpointer>> open(std::filesystem::path const& file, char const* vfs, Health& health);
  /// Ends the round that is under way.
  ~Checkpointer();
  Checkpointer(Checkpointer const&) = delete;
  Checkpointer& operator=(Checkpointer const&) = delete;

  /// Begins a round. The log has frames that no checkpoint has copied.
  void ask();
  State state();
  /// Frames that the round has found copied or copied, once it is done; then idle again.
  std::int64_t collect();
  /// Returns when no round is under way.
  void wait();

 private:
  Checkpointer(Connection copier, Connection holder, Health& health);
  void serve();
  std::int64_t copy();

  Health& health_;
  Connection copier_, holder_;  ///< of thread_
  Mutex mutex_;
  std::condition_variable_any changed_;
  State state_ TROTH_GUARDED_BY(mutex_) = State::idle;
  bool stopping_ TROTH_GUARDED_BY(mutex_) = false;
  std::int64_t copied_ TROTH_GUARDED_BY(mutex_) = 0;
  std::thread thread_;
};

}  // namespace troth::store::sqlite

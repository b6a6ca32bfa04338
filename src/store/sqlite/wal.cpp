#include "store/sqlite/wal.h"

#include <sqlite3.h>

#include <algorithm>

#include "store/sqlite/database.h"
#include "store/sqlite/failure.h"

namespace troth::store::sqlite {
namespace {

constexpr std::int64_t kFrameBytes = 4096 + 24;
/// A longer log is copied in longer bursts, for whose fsync commits wait, and makes every read search longer; a shorter
/// one has the same pages copied more often.
constexpr std::int64_t kLongFrames = (4 << 20) / kFrameBytes;
/// How much longer the log must get before a checkpoint that a reader held back is worth its fsync again.
constexpr std::int64_t kAgainFrames = (4 << 20) / kFrameBytes;
/// What the owner copies itself, in about a millisecond.
constexpr std::int64_t kFewFrames = (200 << 10) / kFrameBytes;
/// After so many rounds of the checkpointer what is left is what comes in faster than it copies.
constexpr int kMostRounds = 8;
/// A request reads for a tenth of a millisecond; who reads longer is not waited for. But on a machine that has no time
/// for its readers the log would never begin anew, so each time it has doubled from here on they get more.
constexpr std::chrono::milliseconds kPatience{2}, kMuchPatience{100};
constexpr std::int64_t kMuchFrames = (32 << 20) / kFrameBytes;

int note_frames(void* frames, sqlite3*, char const*, int now) {
  *static_cast<std::int64_t*>(frames) = now;
  return SQLITE_OK;
}

}  // namespace

Wal::Wal(Connection& owner, Health& health, LetGo let_go, std::unique_ptr<Checkpointer> checkpointer)
    : owner_(owner),
      health_(health),
      let_go_(std::move(let_go)),
      checkpointer_(std::move(checkpointer)),
      patient_at_(kMuchFrames) {
  sqlite3_wal_hook(owner_.handle(), &note_frames, &frames_);
}

Wal::~Wal() { sqlite3_wal_hook(owner_.handle(), nullptr, nullptr); }

int Wal::checkpoint(int mode, int& frames_left) {
  int moved = 0;
  auto const patience = mode == SQLITE_CHECKPOINT_PASSIVE && frames_ >= patient_at_ ? kMuchPatience : kPatience;
  if (patience == kMuchPatience) patient_at_ = 2 * frames_;
  let_go_(patience);
  int const code = sqlite3_wal_checkpoint_v2(owner_.handle(), "main", mode, &frames_left, &moved);
  // After a failed fsync the kernel may call lost pages clean: a second try could succeed without them.
  if ((code & 0xff) == SQLITE_IOERR) health_.fail(failure(owner_.handle(), code));
  let_go_(patience);  // those pinned before its end would keep the next commit from beginning the log anew
  return code;
}

Result<> Wal::sync() {
  sqlite3_file* log = nullptr;
  int code = sqlite3_file_control(owner_.handle(), "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
  if (code == SQLITE_OK && log != nullptr && log->pMethods != nullptr)
    code = log->pMethods->xSync(log, SQLITE_SYNC_NORMAL);
  if (code == SQLITE_OK) return {};
  health_.fail(failure(owner_.handle(), code));
  return failure(owner_.handle(), code);
}

void Wal::after_commit() {
  if (frames_ < tried_at_) {  // the log has begun anew
    tried_at_ = 0;
    patient_at_ = kMuchFrames;
  }
  if (frames_ < std::max(kLongFrames, tried_at_ + kAgainFrames)) return;
  if (checkpointer_ && !copied_meanwhile()) return;
  int frames_left = 0;
  checkpoint(SQLITE_CHECKPOINT_PASSIVE, frames_left);
  tried_at_ = frames_;
}

/// True once so little is left that the owner copies it between two commits.
bool Wal::copied_meanwhile() {
  auto const state = checkpointer_->state();
  if (state == Checkpointer::State::asked) return false;
  std::int64_t const copied = state == Checkpointer::State::done ? checkpointer_->collect() : 0;
  bool const enough = state == Checkpointer::State::done && frames_ - copied <= kFewFrames;
  if (enough || rounds_ == kMostRounds) {
    rounds_ = 0;
    return true;
  }
  ++rounds_;
  let_go_({});
  checkpointer_->ask();
  return false;
}

Result<> Wal::truncate() {
  if (checkpointer_) checkpointer_->wait();
  rounds_ = 0;
  int frames_left = 0;
  // Waiting for a reader here would keep the writers waiting too; the caller tries again.
  sqlite3_busy_timeout(owner_.handle(), 0);
  int const code = checkpoint(SQLITE_CHECKPOINT_TRUNCATE, frames_left);
  sqlite3_busy_timeout(owner_.handle(), kBusyMilliseconds);
  if (code != SQLITE_OK) return failure(owner_.handle(), code);
  if (frames_left != 0) return fail(Code::unavailable, "a reader still holds what was deleted");
  frames_ = 0;
  return {};
}

}  // namespace troth::store::sqlite

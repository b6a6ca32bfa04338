#include "store/sqlite/checkpointer.h"

#include <pthread.h>
#include <sqlite3.h>

#include "store/sqlite/database.h"
#include "store/sqlite/failure.h"
#include "store/sqlite/readers.h"

namespace troth::store::sqlite {

Result<std::unique_ptr<Checkpointer>> Checkpointer::open(std::filesystem::path const& file, char const* vfs,
                                                         Health& health) {
  TROTH_TRY(Connection copier, open_database(file, Role::checkpointer, vfs));
  TROTH_TRY(Connection holder, open_database(file, Role::reader, vfs));
  return std::unique_ptr<Checkpointer>(new Checkpointer(std::move(copier), std::move(holder), health));
}

Checkpointer::Checkpointer(Connection copier, Connection holder, Health& health)
    : health_(health), copier_(std::move(copier)), holder_(std::move(holder)), thread_([this] { serve(); }) {
  pthread_setname_np(thread_.native_handle(), "checkpointer");
}

Checkpointer::~Checkpointer() {
  {
    Lock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Checkpointer::ask() {
  {
    Lock lock(mutex_);
    TROTH_CHECK(state_ == State::idle);
    state_ = State::asked;
  }
  changed_.notify_all();
}

Checkpointer::State Checkpointer::state() {
  Lock lock(mutex_);
  return state_;
}

std::int64_t Checkpointer::collect() {
  Lock lock(mutex_);
  TROTH_CHECK(state_ == State::done);
  state_ = State::idle;
  return copied_;
}

void Checkpointer::wait() {
  Lock lock(mutex_);
  while (state_ == State::asked) changed_.wait(lock);
  state_ = State::idle;
}

void Checkpointer::serve() {
  for (;;) {
    {
      Lock lock(mutex_);
      while (state_ != State::asked && !stopping_) changed_.wait(lock);
      if (state_ != State::asked) return;
    }
    std::int64_t const copied = copy();
    {
      Lock lock(mutex_);
      copied_ = copied;
      state_ = State::done;
    }
    changed_.notify_all();
  }
}

std::int64_t Checkpointer::copy() {
  if (!health_.check() || !pin(holder_)) return 0;  // nothing was copied: the owner does it
  int frames = 0, copied = 0;
  int const code = sqlite3_wal_checkpoint_v2(copier_.handle(), "main", SQLITE_CHECKPOINT_PASSIVE, &frames, &copied);
  // After a failed fsync the kernel may call lost pages clean: a second try could succeed without them.
  if ((code & 0xff) == SQLITE_IOERR) health_.fail(failure(copier_.handle(), code));
  holder_.rollback();
  return code == SQLITE_OK ? copied : 0;
}

}  // namespace troth::store::sqlite

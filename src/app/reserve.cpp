#include "app/reserve.h"

#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <ostream>

#include "app/alarm.h"

namespace troth::app {
namespace {

using std::chrono::steady_clock;

constexpr char kAuditFile[] = "reserve", kErasureFile[] = "reserve-erasure";
constexpr std::int64_t kAlmostFull = 1 << 20;
constexpr std::chrono::milliseconds kBetweenLooks{500};

std::int64_t free_of(std::filesystem::path const& folder) {
  struct statvfs facts {};
  if (::statvfs(folder.c_str(), &facts) != 0) return 0;
  return static_cast<std::int64_t>(facts.f_bavail) * static_cast<std::int64_t>(facts.f_frsize);
}

std::int64_t size_of(std::filesystem::path const& file) {
  std::error_code error;
  auto const size = std::filesystem::file_size(file, error);
  return error ? -1 : static_cast<std::int64_t>(size);
}

Error writes_refused() {
  return fail(Code::storage_full,
              "no space is left: the rest is kept for reading and erasing; free some and try again");
}

Error looks_refused() {
  return fail(Code::unavailable, "no space is left, and what was kept for the log is used up: nothing can be shown");
}

}  // namespace

Reserve::Reserve(std::filesystem::path const& folder, std::int64_t audit, std::ostream& alarms, FreeBytes free)
    : folder_(folder), audit_(audit), erasure_(audit / 4), alarms_(alarms), free_(free ? std::move(free) : [folder] {
        return free_of(folder);
      }) {}

void Reserve::open() {
  if (audit_ == 0) return;
  Lock lock(mutex_);
  auto const there = size_of(folder_ / kAuditFile);
  if (there == 0 || (there > 0 && free_() < kAlmostFull)) {  // it was given up before; or the start itself needs it
    cut(kAuditFile);
    state_ = State::looks_only;
    erasure_given_ = size_of(folder_ / kErasureFile) <= 0;
    fill_again();
    if (state_ != State::kept) alarm("the disk is full: this start uses what was kept for reading and erasing");
    return;
  }
  bool const room = there >= audit_ || free_() >= audit_ + erasure_ + kSlack;
  if (room && fill(kAuditFile, audit_) && fill(kErasureFile, erasure_)) {
    state_ = State::kept;
    return;
  }
  alarm("the disk has no room for what is kept for the time when it is full");
}

Result<unsigned> Reserve::admit(Need need) {
  Lock lock(mutex_);
  if (state_ == State::looks_only || state_ == State::erasures_only) fill_again();
  if (state_ == State::none || state_ == State::kept) return made_;
  if (need == Need::erase) {
    erasing_ = true;  // what the job behind it will need nobody asks for here
    if (state_ == State::erasures_only) give_to_erasures();
    return made_;
  }
  if (need == Need::write) return writes_refused();
  if (state_ == State::erasures_only) return looks_refused();
  return made_;
}

Result<> Reserve::make_room(Need need, unsigned admitted, Error const& met) {
  Lock lock(mutex_);
  if (state_ == State::none) return met;
  if (state_ == State::kept) alarm("the disk is full");
  if (need == Need::write) return met;
  if (admitted != made_) return {};  // it failed before the others had made room
  if (state_ == State::kept) {
    cut(kAuditFile);
    state_ = State::looks_only;
    ++made_;
    return {};
  }
  if (state_ == State::looks_only) {
    alarm("the disk is full, and what was kept for the log is used up: nothing is shown any more");
    state_ = State::erasures_only;
    if (erasing_) give_to_erasures();
  }
  if (need == Need::look) return looks_refused();
  if (admitted == made_) give_to_erasures();
  return admitted == made_ ? Result<>(met) : Result<>();
}

void Reserve::give_to_erasures() {
  if (std::exchange(erasure_given_, true)) return;
  cut(kErasureFile);
  ++made_;
}

bool Reserve::has_news() {
  Lock lock(mutex_);
  return std::exchange(news_, false);
}

/// Cut, not removed: the next start sees that it was used.
void Reserve::cut(char const* file) { (void)::truncate((folder_ / file).c_str(), 0); }

bool Reserve::fill(char const* file, std::int64_t bytes) {
  auto const path = folder_ / file;
  int const fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0) return false;
  bool const held = ::posix_fallocate(fd, 0, bytes) == 0;
  if (!held) (void)::ftruncate(fd, 0);
  ::close(fd);
  return held;
}

void Reserve::fill_again() {
  auto const now = steady_clock::now();
  if (now - looked_ < kBetweenLooks) return;
  looked_ = now;
  if (free_() < audit_ + (erasure_given_ ? erasure_ : 0) + kSlack) return;
  if (!fill(kErasureFile, erasure_) || !fill(kAuditFile, audit_)) return cut(kAuditFile);
  erasure_given_ = erasing_ = false;
  state_ = State::kept;
}

void Reserve::alarm(char const* what) {
  if (std::exchange(news_, true)) return;  // it is being told
  app::alarm(alarms_, what);
}

}  // namespace troth::app

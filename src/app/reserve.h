#pragma once
#include <chrono>
#include <filesystem>
#include <functional>
#include <iosfwd>
#include <utility>

#include "base/mutex.h"
#include "base/result.h"

namespace troth::app {

/// Space that is kept for when the disk is full. A look at content needs room for its event, an erasure for its rows:
/// so that a full disk blinds nobody and keeps nobody's data, DATA/reserve and DATA/reserve-erasure hold their bytes
/// until then and are cut to nothing when they are needed. From that moment other writes are refused, or they would use
/// up what was kept. Once there is room again both are filled anew, and all is as before. Any thread.
class Reserve {
 public:
  static constexpr std::int64_t kAudit = 64 << 20;
  static constexpr std::int64_t kErasure = 16 << 20;
  /// Beyond the reserve itself, before writes are taken again.
  static constexpr std::int64_t kSlack = 8 << 20;

  enum class Need : std::uint8_t { write, look, erase };
  using FreeBytes = std::function<std::int64_t()>;

  /// `alarms` is told, a line each. `audit` bytes and a quarter of them for erasures; 0: nothing is kept, as for a
  /// store on another machine.
  Reserve(std::filesystem::path const& folder, std::int64_t audit, std::ostream& alarms, FreeBytes free = {});

  /// Takes what is missing from the disk. A disk that never had the room serves without a reserve, with an alarm.
  void open();
  /// Before a set is submitted: how often room was made so far. storage_full: a write, while what is kept is being
  /// used; unavailable: a look, when that is used up.
  Result<unsigned> admit(Need need);
  /// After a set met storage_full, with what `admit` had said of it: ok if it is worth another try, as room was made
  /// since, or is made now. Else what to answer.
  Result<> make_room(Need need, unsigned admitted, Error const& met);
  /// Whether the disk was full since this was last asked: for the event that tells so.
  bool has_news();

 private:
  enum class State : std::uint8_t { none, kept, looks_only, erasures_only };

  void cut(char const* file) TROTH_REQUIRES(mutex_);
  bool fill(char const* file, std::int64_t bytes) TROTH_REQUIRES(mutex_);
  void fill_again() TROTH_REQUIRES(mutex_);
  void give_to_erasures() TROTH_REQUIRES(mutex_);
  void alarm(char const* what) TROTH_REQUIRES(mutex_);

  std::filesystem::path const folder_;
  std::int64_t const audit_, erasure_;
  std::ostream& alarms_;
  FreeBytes const free_;
  Mutex mutex_;
  State state_ TROTH_GUARDED_BY(mutex_) = State::none;
  bool erasing_ TROTH_GUARDED_BY(mutex_) = false;  ///< an erasure came since the disk is full
  bool erasure_given_ TROTH_GUARDED_BY(mutex_) = false, news_ TROTH_GUARDED_BY(mutex_) = false;
  unsigned made_ TROTH_GUARDED_BY(mutex_) = 0;  ///< how often something was given up
  std::chrono::steady_clock::time_point looked_ TROTH_GUARDED_BY(mutex_){};
};

}  // namespace troth::app

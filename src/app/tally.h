#pragma once
#include <array>
#include <chrono>
#include <map>
#include <string>

#include "access/actor.h"
#include "base/mutex.h"
#include "base/result.h"

namespace troth::app {

/// Answers without an event of their own, counted exactly: strangers by kind and by source (bounded), and a principal's
/// refusals beyond the first 60 of a minute. `drain` gives the counts of the time since the last drain. Any thread.
class Tally {
 public:
  static constexpr int kRefusalsLoggedSingly = 60;    ///< per principal and minute
  static constexpr int kFailedLoginsPerMinute = 120;  ///< per source
  static constexpr int kLookupsPerMinute = 600;       ///< per principal
  static constexpr int kFormReplaysPerMinute = 60;    ///< per principal
  static constexpr std::size_t kMostSources = 4'096;

  struct Counts {
    std::array<std::uint64_t, act::kUnloggedKinds> strangers{};
    struct Refusals {
      access::Actor actor;
      std::uint64_t count = 0;
      Time first{}, last{};
    };
    std::vector<Refusals> refusals;
  };

  void stranger(act::Unlogged kind);
  /// exhausted once the source has failed too often within the minute: it is told to slow down. A live token is never
  /// turned away for what a neighbour did; 256 bits need no lockout.
  Result<> failed_login(std::string const& peer);
  /// Ok if this refusal gets an event of its own; exhausted (and counted) if not.
  Result<> refusal(access::Actor const& actor, Time now);
  Result<> lookup(PrincipalId principal);
  /// A repeat is answered past the quota of the form, so it has a bound of its own: each is an event.
  Result<> form_replay(PrincipalId principal);
  Counts drain();
  /// Counts again what was drained and could not be logged.
  void restore(Counts counts);

 private:
  struct Window {
    std::chrono::steady_clock::time_point began{};
    int used = 0;
  };
  /// Whether `most` in the present minute is reached; counts one if not.
  static bool take(Window& window, int most);

  Mutex mutex_;
  std::array<std::uint64_t, act::kUnloggedKinds> strangers_ TROTH_GUARDED_BY(mutex_){};
  std::map<std::string, Window> sources_ TROTH_GUARDED_BY(mutex_);
  std::map<PrincipalId, Window> lookups_ TROTH_GUARDED_BY(mutex_);
  std::map<PrincipalId, Window> replays_ TROTH_GUARDED_BY(mutex_);
  struct Refused {
    Window window;
    Counts::Refusals counted;
  };
  std::map<PrincipalId, Refused> refused_ TROTH_GUARDED_BY(mutex_);
};

}  // namespace troth::app

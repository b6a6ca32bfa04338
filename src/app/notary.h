#pragma once
#include <condition_variable>
#include <functional>
#include <optional>
#include <thread>

#include "app/log_standing.h"
#include "audit/sealer.h"
#include "witness/cosigners.h"

namespace troth::app {

/// The thread "sealer": every few seconds a seal, if a log has grown; the witnesses asked for their cosignatures; then
/// the seal is shown. Nobody waits for it: acts go on while witnesses are away, and the standing says so.
class Notary {
 public:
  struct Wiring {
    audit::Sealer& sealer;
    LogStanding& standing;
    Clock const& clock;
    merkle::Policy policy;                        ///< whose witnesses are asked; none: no witnesses
    std::optional<witness::Cosigners> cosigners;  ///< of that policy
    unsigned seconds = 10;
    /// Tells the cell's own log of an outage or its end. Best effort.
    std::function<void(std::string const& what)> overdue;
  };
  explicit Notary(Wiring wiring) : wiring_(std::move(wiring)) {}
  ~Notary() { stop(); }
  Notary(Notary const&) = delete;
  Notary& operator=(Notary const&) = delete;

  void start();
  void stop();

 private:
  void loop();
  void round();
  void cosign(audit::Sealed const& sealed);
  void judge(audit::Sealed const& sealed);
  void watch(audit::Sealed const& sealed);
  void halt(Error const& error);

  Wiring wiring_;
  // Owned by "sealer".
  bool halted_ = false, overdue_ = false;
  std::chrono::steady_clock::time_point cosigned_at_{};
  Mutex mutex_;
  std::condition_variable_any wake_;
  bool stopping_ TROTH_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

/// A tlog-policy that pins this cell: its log keys of this epoch and the next two, and the witnesses of its own policy.
std::string policy_text(std::vector<merkle::VerifierKey> const& cell_keys, merkle::Policy const& own);

}  // namespace troth::app

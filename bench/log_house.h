#pragma once
#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <memory>
#include <optional>

#include "audit/scribe.h"
#include "base/mutex.h"
#include "keys/keyring.h"
#include "log_figures.h"
#include "store/store.h"

namespace troth::bench {

/// Time that the measurement moves, so that a log of hours is made in minutes.
class SetClock final : public Clock {
 public:
  Time now() const override { return from_micros(micros_); }
  void set(Time at) { micros_ = to_micros(at); }

 private:
  std::atomic<std::int64_t> micros_ = 1'795'339'800'000'000;
};

/// At most so many write sets on their way to the disk at once.
class Flight {
 public:
  Flight(store::Store& store, std::size_t most) : store_(store), most_(most) {}
  ~Flight() { land(); }
  /// Waits for a place; a set that does not become durable ends the program.
  void submit(store::WriteSet set, store::Lane lane = store::Lane::interactive);
  /// Until all are durable.
  void land();

 private:
  void wait_below(std::size_t limit);
  store::Store& store_;
  std::size_t const most_;
  Mutex mutex_;
  std::condition_variable_any changed_;
  std::size_t flying_ TROTH_GUARDED_BY(mutex_) = 0;
};

/// A cell without a server in a folder of its own, which goes with it: stores, keys, and the given keeper of logs.
class LogHouse {
 public:
  LogHouse(std::filesystem::path folder, std::unique_ptr<store::Journal> journal);
  ~LogHouse();
  LogHouse(LogHouse const&) = delete;
  LogHouse& operator=(LogHouse const&) = delete;

  store::Store& store() { return *store_; }
  keys::Seal& seal() { return *seal_; }
  std::filesystem::path seal_folder() const { return folder_ / "seal"; }
  keys::Keyring& keyring() { return *keyring_; }
  audit::Scribe const& scribe() { return *scribe_; }
  SetClock& clock() { return clock_; }
  Random& random() { return random_; }

  /// A tenant's keys, and nothing else of it.
  TenantId add_tenant();
  void commit(store::WriteSet set) { must(store_->committer().commit(std::move(set), store::Lane::interactive)); }
  /// An event of a few bytes that nobody will open: a leaf, and a row.
  act::Event small_event(TenantId log);

 private:
  std::filesystem::path const folder_;
  SystemRandom random_;
  SetClock clock_;
  std::unique_ptr<store::Journal> journal_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<keys::Seal> seal_;
  std::unique_ptr<keys::Keyring> keyring_;
  std::optional<audit::Scribe> scribe_;
};

}  // namespace troth::bench

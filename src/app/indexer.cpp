#include "app/indexer.h"

#include "audit/search_index.h"

namespace troth::app {
namespace {

constexpr auto kPause = std::chrono::milliseconds(250);
/// While something is behind. About 8,000 events a second, and the committer does other things nine tenths of the time.
constexpr auto kBreath = std::chrono::milliseconds(15);

}  // namespace

void Indexer::start() {
  thread_ = std::thread([this] { loop(); });
}

void Indexer::stop() {
  {
    Lock lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

/// False once the house is being taken down.
bool Indexer::pause() {
  auto const until = std::chrono::steady_clock::now() + (behind_.empty() ? kPause : kBreath);
  Lock lock(mutex_);
  while (!stopping_ && std::chrono::steady_clock::now() < until) wake_.wait_until(lock, until);
  return !stopping_;
}

void Indexer::loop() {
  while (pause()) try {
      round();
    } catch (store::CorruptRow const&) {
      continue;  // whoever reads that log is told; the others go on being indexed
    }
}

/// One batch for each log that is behind, so that a long one does not keep the others waiting. What failed is tried
/// again.
void Indexer::round() {
  for (auto const& log : logs_.take_touched()) behind_.insert(log);
  if (!looked_) {
    auto lagging = audit::SearchIndex::lagging(store_);
    if (!lagging) return;
    behind_.insert(lagging->begin(), lagging->end());
    looked_ = true;
  }
  for (auto it = behind_.begin(); it != behind_.end();) {
    {
      Lock lock(mutex_);
      if (stopping_) return;
    }
    auto const rows = audit::SearchIndex::advance(store_, *it);
    bool const done = rows && *rows < static_cast<std::uint64_t>(audit::SearchIndex::kBatch);
    it = done ? behind_.erase(it) : std::next(it);
  }
}

}  // namespace troth::app

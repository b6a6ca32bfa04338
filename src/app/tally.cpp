#include "app/tally.h"

namespace troth::app {
namespace {

using std::chrono::steady_clock;

/// A source as it is counted: a /24 or a /48, so that one neighbour cannot fill the table alone.
std::string prefix_of(std::string const& peer) {
  if (auto colon = peer.find(':'); colon != peer.npos) {
    std::size_t at = colon;
    for (int i = 0; i < 2 && at != peer.npos; ++i) at = peer.find(':', at + 1);
    return peer.substr(0, at);
  }
  return peer.substr(0, peer.rfind('.'));
}

}  // namespace

bool Tally::take(Window& window, int most) {
  auto const now = steady_clock::now();
  if (now - window.began >= std::chrono::minutes(1)) window = {now, 0};
  if (window.used >= most) return false;
  ++window.used;
  return true;
}

void Tally::stranger(act::Unlogged kind) {
  Lock lock(mutex_);
  ++strangers_[static_cast<std::size_t>(kind)];
}

Result<> Tally::failed_login(std::string const& peer) {
  Lock lock(mutex_);
  if (sources_.size() >= kMostSources) sources_.clear();  // bounded: better to forgive all than to grow
  if (take(sources_[prefix_of(peer)], kFailedLoginsPerMinute)) return {};
  return fail(Code::exhausted, "too many failed attempts from this source; wait a minute");
}

Result<> Tally::refusal(access::Actor const& actor, Time now) {
  Lock lock(mutex_);
  auto& entry = refused_[actor.principal];
  if (take(entry.window, kRefusalsLoggedSingly)) return {};
  if (entry.counted.count++ == 0) {
    entry.counted.actor = actor;
    entry.counted.first = now;
  }
  entry.counted.last = now;
  return fail(Code::exhausted, "refusals of this principal are being counted");
}

Result<> Tally::lookup(PrincipalId principal) {
  Lock lock(mutex_);
  if (take(lookups_[principal], kLookupsPerMinute)) return {};
  return fail(Code::exhausted, "the lookups of this minute are used up; a minute holds 600");
}

Result<> Tally::form_replay(PrincipalId principal) {
  Lock lock(mutex_);
  if (take(replays_[principal], kFormReplaysPerMinute)) return {};
  return fail(Code::exhausted, "the repeats of this minute are used up; a minute holds 60", "Idempotency-Key");
}

Tally::Counts Tally::drain() {
  Lock lock(mutex_);
  Counts out;
  std::swap(out.strangers, strangers_);
  for (auto it = refused_.begin(); it != refused_.end();) {
    if (it->second.counted.count > 0) out.refusals.push_back(std::exchange(it->second.counted, {}));
    bool const idle = steady_clock::now() - it->second.window.began >= std::chrono::minutes(1);
    it = idle ? refused_.erase(it) : std::next(it);
  }
  auto const idle = [](auto const& entry) {
    return steady_clock::now() - entry.second.began >= std::chrono::minutes(1);
  };
  std::erase_if(lookups_, idle);
  std::erase_if(replays_, idle);
  return out;
}

void Tally::restore(Counts counts) {
  Lock lock(mutex_);
  for (std::size_t i = 0; i < strangers_.size(); ++i) strangers_[i] += counts.strangers[i];
  for (auto& old : counts.refusals) {
    auto& counted = refused_[old.actor.principal].counted;
    if (counted.count == 0) counted.last = old.last;
    counted.actor = old.actor;
    counted.first = old.first;
    counted.count += old.count;
  }
}

}  // namespace troth::app

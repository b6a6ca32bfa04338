#include "net/internal/sources.h"

namespace troth::net {
namespace {

/// A 429 over TLS costs us a handshake: only so many at a time for one source, the others are closed unheard.
constexpr std::size_t kCourtesy = 8;

}  // namespace

Sources::Place Sources::admit(std::string source) {
  Lock lock(mutex_);
  bool const counted = !source.empty();
  auto const found = by_source_.find(source);
  auto const here = found == by_source_.end() ? 0 : found->second;
  if ((counted && open_ >= total_) || here >= per_source_ + kCourtesy) return Place(nullptr, {}, Admission::closed);
  if (counted) ++open_;
  ++by_source_[source];
  return Place(this, std::move(source), here < per_source_ ? Admission::welcome : Admission::too_many);
}

void Sources::release(std::string const& source) {
  Lock lock(mutex_);
  if (!source.empty()) --open_;
  auto const found = by_source_.find(source);
  if (--found->second == 0) by_source_.erase(found);
}

}  // namespace troth::net

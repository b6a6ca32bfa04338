#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>

#include "base/mutex.h"

namespace troth::net {

/// Counts open connections, in all and per source. The table has at most one row per open connection, so strangers
/// cannot make it grow beyond `total` rows. Any thread.
class Sources {
 public:
  enum class Admission : std::uint8_t { welcome, too_many, closed };

  /// One admitted connection; gives its place back when it ends.
  class Place {
   public:
    Place(Sources* sources, std::string source, Admission admission)
        : sources_(sources), source_(std::move(source)), admission_(admission) {}
    Place(Place&& other) noexcept
        : sources_(std::exchange(other.sources_, nullptr)),
          source_(std::move(other.source_)),
          admission_(other.admission_) {}
    Place& operator=(Place&&) = delete;
    ~Place() {
      if (sources_) sources_->release(source_);
    }
    Admission admission() const { return admission_; }

   private:
    Sources* sources_;  // null: nothing to give back
    std::string source_;
    Admission admission_;
  };

  Sources(std::size_t total, std::size_t per_source) : total_(total), per_source_(per_source) {}

  /// too_many: over the source's share, but one of the few that still get a polite 429; closed: not even that.
  /// The empty source is the unix socket: it has a share of its own, outside the total, so that the operator gets in
  /// while the port is flooded.
  Place admit(std::string source);

 private:
  void release(std::string const& source);

  std::size_t const total_;
  std::size_t const per_source_;
  Mutex mutex_;
  std::size_t open_ TROTH_GUARDED_BY(mutex_) = 0;
  std::unordered_map<std::string, std::size_t> by_source_ TROTH_GUARDED_BY(mutex_);
};

}  // namespace troth::net

#pragma once
#include <memory>
#include <string>
#include <unordered_map>

#include "audit/log_names.h"
#include "base/clock.h"
#include "merkle/checkpoint.h"
#include "merkle/slots.h"

namespace troth::audit {

/// One log's head as the newest seal has it. What is beyond it has no proof yet.
struct SealedHead {
  std::uint64_t slot = 0;
  std::string origin;
  std::uint64_t size = 0;
  merkle::Hash root{};
};

/// All that was shown with one seal: the signed (and, when witnesses answered, cosigned) head of the cell log, and the
/// heads of all logs that its newest entry commits to. Immutable; shared by all threads.
struct Sealed {
  std::uint64_t epoch = 1;
  std::uint64_t number = 0;  ///< index of the seal's entry in the cell log
  Time at{};
  Bytes seed;
  merkle::Checkpoint head;  ///< of the cell log
  std::string checkpoint;   ///< its signed note, with the cosignatures there are
  bool cosigned = false;    ///< by a quorum of the cell's policy
  std::shared_ptr<merkle::SlotTree const> slots;
  std::shared_ptr<std::unordered_map<TenantId, SealedHead> const> heads;

  SealedHead const* head_of(TenantId log) const {
    auto it = heads->find(log);
    return it == heads->end() ? nullptr : &it->second;
  }
};
/// The slot tree of a seal over these heads; a log of which nothing is sealed yet leaves its slot vacant.
std::shared_ptr<merkle::SlotTree const> tree_of(ByteView seed, std::unordered_map<TenantId, SealedHead> const& heads);

using SealedPtr = std::shared_ptr<Sealed const>;

}  // namespace troth::audit

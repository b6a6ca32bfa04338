#pragma once
#include <array>

#include "act/vocabulary.h"
#include "base/id.h"

namespace troth::act {

using Hash = std::array<std::uint8_t, 32>;

/// An entry of a tenant's log, a commitment and never data (docs/formats/event.md):
///   leaf = version 01 | type u16 | minute u64 (since 1970) | c_what 32 | c_who 32 | c_whom 32     all big-endian, 107
///   bytes
/// Type and minute can be read by every holder of the log; nothing else can.
inline constexpr std::size_t kLeafSize = 107;
using Leaf = std::array<std::uint8_t, kLeafSize>;

/// The three parts of an event. Each is sealed beside the log under the key of its holder.
enum class Part : std::uint8_t { what = 1, who = 2, whom = 3 };

/// One thing that happened, ready for a log: made by audit::Scribe on the caller's thread, placed by the
/// store::Journal.
struct Event {
  EventId id;
  TenantId log;  ///< whose log; kCell for the cell's own
  EventType type = EventType::refused;
  Time at;  ///< full resolution; only its minute is in the leaf
  Leaf leaf{};
  std::array<Bytes, 3> parts;        ///< sealed what, who, whom
  std::optional<SubjectId> whom;     ///< finds the subject's events; erasure replaces it by a random handle
  std::optional<PrincipalId> actor;  ///< finds what a principal did; none: the cell itself
  std::optional<TokenId> token;
};

}  // namespace troth::act

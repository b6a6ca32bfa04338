#pragma once
#include "audit/fsck.h"
#include "keys/keyring.h"

namespace troth::vault {

/// The half of `troth log fsck` that needs keys, for a stopped cell: opens the parts of all events whose holder's key
/// lives and compares each with its leaf; with `records`, also each record with what its newest event says of it.
/// Nothing opened leaves this call.
class PartsFsck {
 public:
  struct Outcome {
    std::uint64_t opened = 0;    ///< parts that are what their leaf commits to
    std::uint64_t erased = 0;    ///< parts whose key was destroyed, by an erasure that the log tells of
    std::uint64_t records = 0;   ///< whose envelope is the one its newest event names
    std::uint64_t imported = 0;  ///< only counted: the log has one hash over each chunk of an import, none of each line
  };

  /// An error is a store or a key that does not answer; what is wrong is in the findings. Keeps one line per record of
  /// a tenant in memory.
  static Result<Outcome> run(store::Reader& snapshot, keys::Keyring& keyring, bool records, audit::Findings& findings,
                             audit::CheckProgress const& progress);
};

}  // namespace troth::vault

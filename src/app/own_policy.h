#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "merkle/policy.h"
#include "witness/cosigners.h"

namespace troth::app {

/// DATA/policy: which witnesses this cell asks, and how many must cosign. Its log lines do not count: the cell knows
/// its own keys. No file: no witnesses.
struct OwnPolicy {
  merkle::Policy policy;
  std::optional<witness::Cosigners> cosigners;

  /// invalid for a policy that cannot be parsed; DATA/witness-ca.pem, if it is there, is all that its URLs trust.
  static Result<OwnPolicy> read(std::filesystem::path const& data);
  /// The newest notes that the witnesses have of the log of this signed note; nothing for an empty one.
  Result<std::vector<std::string>> newest_of(std::string const& note);
};

}  // namespace troth::app

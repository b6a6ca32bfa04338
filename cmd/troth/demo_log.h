#pragma once
#include <optional>

#include "demo_setup.h"

namespace troth::cli {

/// One event of the demo, proven by files that need no cell: DATA/demo-receipt and DATA/demo-policy.
struct DemoProof {
  std::filesystem::path receipt, policy;
  std::string witness_level;
  std::optional<bool> verified;  ///< by troth-verify; none if it does not stand beside this program

  /// "troth-verify receipt DATA/demo-receipt --policy DATA/demo-policy"
  std::string command() const;
};

/// Waits until the event is sealed and the seal cosigned (half a minute at most), takes the receipt with the parts what
/// and who, and has it checked.
Result<DemoProof> prove_event(Api& api, DemoTenant const& tenant, std::filesystem::path const& data,
                              std::string const& event, std::ostream& out);

}  // namespace troth::cli

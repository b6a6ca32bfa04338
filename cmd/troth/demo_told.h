#pragma once
#include "demo_log.h"
#include "demo_trust.h"
#include "demo_walk.h"

namespace troth::cli {

/// What came out of the demo, for people and for scripts.
struct Told {
  std::vector<DemoOperation> operations;
  Dataset dataset;
  std::int64_t messages = 0, subjects = 0;
  bool rest_held = false;
  DemoProof proof;
  DemoTrust trust;
  DemoTenant tenant;
  std::vector<std::string> people;  ///< subject ids of some that were imported

  /// Every operation was seen to do what it says, the proof was not found false, and every probe passed.
  bool ok() const;
  std::string event_of(std::string_view operation) const;
  std::string as_json(double seconds) const;
};

}  // namespace troth::cli

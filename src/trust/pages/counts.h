#pragma once
#include "trust/pages/ground.h"

namespace troth::trust {

/// How many sentences stand on what, now. Each clause is in exactly one of the four; no figure sums them up.
struct Counts {
  struct Group {
    std::size_t number = 0;
    std::optional<Time> newest, oldest;  ///< of the evidence that counts
  };
  Group tested, on_file, only_stated;
  Group stale;               ///< would be tested or on file, and has no evidence that still counts
  std::size_t failing = 0;   ///< of all: a broken number fails whatever stands behind its clause
  std::size_t unproven = 0;  ///< of `tested`
  std::map<catalogue::EvidenceClass, std::size_t> classes;

  static Counts of(evidence::Board const& board);
};

/// The vendor's sentence on the overview, no stronger than the counts allow.
std::string overview(Ground const& ground, Counts const& counts);

/// From strongest to weakest.
inline constexpr catalogue::EvidenceClass kClasses[] = {
    catalogue::EvidenceClass::proven,    catalogue::EvidenceClass::measured, catalogue::EvidenceClass::recorded,
    catalogue::EvidenceClass::inherited, catalogue::EvidenceClass::declared, catalogue::EvidenceClass::not_covered};

}  // namespace troth::trust

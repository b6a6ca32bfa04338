#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "merkle/tree.h"

namespace troth::merkle {

/// One verdict of one probe, as it stands in the evidence log (docs/formats/evidence.md):
///   "troth-evidence/v1\n"
///   "clause " id \n  "clause-hash " hex64 \n       SHA-256 of catalogue::canonical
///   "tom " hex64 | "rehearsal" \n                  SHA-256 of the TOM version's text
///   "build " hex64 \n  "manifest " hex64 | "none" \n
///   "config " hex64 \n                             HMAC of the configuration, salted by the cell
///   "cell " origin \n                              of its evidence log
///   "place live" | "place twin" \n
///   "by operator" | "by customer" | "by auditor" \n
///   "started " rfc3339 \n "ended " rfc3339 \n "expires " rfc3339 \n
///   "verdict pass" | "verdict fail" | "verdict error" \n
///   "samples " n \n
///   "mutants " name *( "," name ) | "mutants none" \n    planted bugs that the manifest shows it catches
///   "seed " hex64 \n                               H(last cosigned checkpoint | clause)
///   "observations " hex64 \n                       SHA-256(salt 32 | observations as JSON)
struct EvidenceRecord {
  enum class Verdict : std::uint8_t { pass, fail, error };
  std::string clause;
  Hash clause_hash{};
  std::string tom;  ///< 64 hex digits, or "rehearsal"
  Hash build{};
  std::string manifest;  ///< 64 hex digits, or "none"
  Hash config{};
  std::string cell;
  std::string place, by;
  Time started{}, ended{}, expires{};
  Verdict verdict = Verdict::error;
  std::uint64_t samples = 0;
  std::vector<std::string> mutants;
  Hash seed{};
  Hash observations{};

  /// invalid, `at` the line: anything that `encode` would not write, an end before its start, a pass without samples.
  static Result<EvidenceRecord> parse(std::string_view text);
  std::string encode() const;
};
std::string_view name(EvidenceRecord::Verdict verdict);

}  // namespace troth::merkle

#pragma once
#include <string>
#include <vector>

#include "base/clock.h"
#include "crypto/hash.h"
#include "merkle/evidence.h"
#include "probe/scene.h"

namespace troth::runner {

using Verdict = merkle::EvidenceRecord::Verdict;

/// What one run of one probe has shown.
struct Outcome {
  std::string clause;
  probe::Place place = probe::Place::live;  ///< where it was attacked
  Time started{}, ended{};
  Verdict verdict = Verdict::error;
  std::string error;   ///< why there is no verdict, in words that are safe to publish; empty if there is one
  std::string detail;  ///< where, and what was said there: for whoever ran it, as it may name files and addresses
  std::vector<probe::Observation> observations;
  crypto::Digest seed{};

  std::size_t samples() const { return observations.size(); }
  /// `error` and `detail`, for people at the machine that ran it.
  std::string why() const { return detail.empty() ? error : error + " " + detail; }
  std::int64_t milliseconds() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(ended - started).count();
  }
};

std::string_view word(Verdict verdict);
std::optional<Verdict> parse_verdict(std::string_view text);

/// One JSON object without a line end: what `--json` prints and a resume file keeps.
std::string as_json(Outcome const& outcome);
Result<Outcome> outcome_of_json(http::JsonValue const& value);

}  // namespace troth::runner

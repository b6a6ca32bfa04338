#pragma once
#include "evidence/filing.h"
#include "evidence/probe_run.h"

namespace troth::evidence {

/// What a runner says of one run of one probe; docs/formats/evidence.md. Judged before a word of it is believed.
struct Submission {
  static constexpr std::size_t kMostObservations = 256, kMostWhat = 512;
  static constexpr std::int64_t kMostOfAClause = 3;  ///< verdicts in one run
  static constexpr std::size_t kMostBytes = 1u << 20;

  std::string clause, tom, cell, place;
  merkle::Hash clause_hash{}, build{}, config{}, seed{};
  Time started{}, ended{};
  merkle::EvidenceRecord::Verdict verdict = merkle::EvidenceRecord::Verdict::error;
  std::uint64_t samples = 0;
  std::vector<Observation> observations;

  /// invalid or too_large, with the JSON pointer.
  static Result<Submission> parse(std::string_view json);
};

/// Files one verdict under a run: the entry, its rows and its event, together or not at all. not_found for somebody
/// else's run; expired after it; invalid for a clause without a probe here, another place than that of its probe, times
/// that lie ahead (by less than the clocks may differ: the end is now), before the run or in the wrong order, a pass
/// with another seed than the run's or that nothing shows, more or fewer samples than observations;
/// conflict for another build, configuration, cell, TOM version or wording than the cell has now, for the same test
/// (clause, start and seed) a second time, and for a fourth verdict of a clause in one run.
Result<vault::Decision> record_evidence(vault::Context const&, access::Grant const&, Running const&,
                                        std::string_view run, std::string_view body);

}  // namespace troth::evidence

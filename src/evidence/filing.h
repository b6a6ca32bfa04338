#pragma once
#include "base/random.h"
#include "evidence/log_place.h"
#include "merkle/evidence.h"

namespace troth::evidence {

struct Observation {
  bool held = false;
  std::string what;  ///< one sentence, at most 512 bytes
};

/// A record on its way into the log, with what it commits to.
struct Filing {
  merkle::EvidenceRecord record;
  std::string observations;  ///< JSON: [{"held":true,"what":"…"},…]
  Bytes salt;                ///< 32 random bytes
  bool kept = true;  ///< false: the cell breaks a promise of the clause now, and no pass counts before it is kept
};
/// Salts the observations and puts their hash into the record.
Filing sealed(merkle::EvidenceRecord record, std::vector<Observation> const& observations, Random& random);

/// Adds the entry and every row that tells of it: the verdict, the newest of its clause, its day, and the failure that
/// it opens or ends. All filings of one set are of different clauses. `first` is the place of the first; the set
/// conflicts when it is taken.
///
/// What counts afterwards: a failure does, unless a pass was handed in after it had begun and ended after it; a pass
/// does if it ended after what counted before, with all promises of its clause kept. A pass whose end lies ahead of
/// `now` hides nothing.
Result<store::WriteSet> file(store::Reader& snapshot, store::WriteSet set, LogPlace first,
                             std::vector<Filing> const& filings, Time now);

}  // namespace troth::evidence

#pragma once
#include "evidence/board.h"
#include "vault/context.h"

namespace troth::evidence {

// A probe run: fifteen minutes in which one principal of the cell may attack the cell's two probe tenants and put
// verdicts into the evidence log. Its tokens name only those tenants, live no longer than it, and end with it.

inline constexpr auto kRunLife = std::chrono::minutes(15);
inline constexpr std::size_t kMostRuns = 4;  ///< that go on at once in a cell; one of each principal

/// Begins a run. `by` is "operator" or "auditor"; `checkpoint` the hash of the newest shown checkpoint of the cell log,
/// from which the seeds of this run's canaries come, zeros before the first seal.
/// conflict, at the run that goes on, while the same principal has one; exhausted while kMostRuns go on. `fresh` makes
/// a new pair of tenants, for one that a prober has spoiled; conflict while any run goes on, since it attacks the old
/// one.
Result<vault::Decision> begin_run(vault::Context const&, access::Grant const&, Running const&, std::string_view by,
                                  merkle::Hash const& checkpoint, bool fresh = false);
/// Ends it: its tokens are dead before the answer leaves, and with the last run that goes on every token of the probe
/// tenants. not_found for somebody else's run; ending an ended one is conflict.
Result<vault::Decision> end_run(vault::Context const&, access::Grant const&, std::string_view run);
/// Ends the runs that outlived their time, as the cell itself; none: nothing to do.
Result<std::optional<store::WriteSet>> end_overdue_runs(vault::Context const&);

/// A run that goes on, and whose the request is. not_found for somebody else's, expired once it has ended.
struct Run {
  Bytes id;
  std::string by;
  Time begun{};
  merkle::Hash checkpoint{};
  static Result<Run> load(vault::Context const&, access::Grant const&, std::string_view run);
};
/// Guards that the run has not ended when the set is committed.
store::WriteSet&& require_run(store::WriteSet&& set, Run const& run);

}  // namespace troth::evidence

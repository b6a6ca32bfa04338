#pragma once
#include <span>

#include "store/group.h"
#include "store/write_set.h"

namespace troth::store {

/// Runs steps in order until one misses: `require` gives exactly one row, `write` changes as many as expected. A key
/// that is there already is a miss too, for it means the same: somebody else moved first. The caller's savepoint undoes
/// the rest.
Result<> run_steps(Session& database, std::vector<Step> const& steps);

/// Lists of steps as members of a group.
class StepsGroup final : public Group {
 public:
  StepsGroup(Session& database, std::span<std::vector<Step> const* const> sets) : database_(database), sets_(sets) {}
  Result<> run(std::size_t member) override { return run_steps(database_, *sets_[member]); }

 private:
  Session& database_;
  std::span<std::vector<Step> const* const> sets_;
};

}  // namespace troth::store

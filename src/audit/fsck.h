#pragma once
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "audit/log_names.h"
#include "store/reader.h"

namespace troth::audit {

/// One thing that is wrong with a log.
struct Finding {
  std::string log;    ///< the tenant's id, or "cell log", "evidence log"
  std::string where;  ///< "seq 12", "tile 1/000", "head", …
  std::string says;   ///< what is wrong and what it means, in one sentence
};
std::string log_title(TenantId log);

/// What was found so far. Of one log at most kMost are kept in words; the others are counted.
class Findings {
 public:
  static constexpr std::size_t kMost = 100;
  void add(TenantId log, std::string where, std::string says);
  std::vector<Finding> const& list() const { return list_; }
  std::uint64_t total() const { return total_; }
  std::uint64_t of(TenantId log) const;

 private:
  std::vector<Finding> list_;
  std::map<TenantId, std::uint64_t> counts_;
  std::uint64_t total_ = 0;
};

/// Rows looked at, of all there are.
using CheckProgress = std::function<void(std::uint64_t done, std::uint64_t of)>;

/// Checks all logs of a cell without a key: that no row is missing or too many, that trees, heads, seals and the signed
/// state agree, and that the search index holds as much as it should. Finds what was changed by somebody who cannot
/// sign. Earlier epochs: their rows are checked, but their trees are those of checkpoints that are kept elsewhere.
class Fsck {
 public:
  /// What lies outside the data: read it before the snapshot is taken, for a cell that is being served.
  struct Outside {
    std::string checkpoint, cosigned;  ///< the notes of SignedState; empty: none
  };
  struct Outcome {
    std::uint64_t logs = 0, leaves = 0, seals = 0;
    Findings findings;
  };
  /// An error is a store that cannot be read; what is wrong with the logs is in the outcome.
  static Result<Outcome> run(store::Reader& snapshot, Outside const& outside, CheckProgress const& progress);
};

}  // namespace troth::audit

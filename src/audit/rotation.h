#pragma once
#include <string>
#include <vector>

#include "audit/scribe.h"
#include "audit/signed_state.h"
#include "keys/seal.h"
#include "store/store.h"

namespace troth::audit {

/// After a restore the data is behind what was signed. To sign on would be a fork, so every log ends here and begins
/// anew in the next epoch: leaf 0 of the cell log cites the last signed head and what was restored (merkle::EpochEnd),
/// leaf 0 of each other log is an event that says the same of it. Whoever pinned the keys of the next epochs goes on
/// without a word from us.
class LogRotation {
 public:
  struct Wiring {
    store::Store& store;
    keys::Seal& seal;
    SignedState& state;
    Scribe const& scribe;
    Clock const& clock;
    std::vector<std::string> witnessed =
        {};  ///< the newest notes that witnesses have; those not signed by us do not count
  };
  struct Outcome {
    std::uint64_t from = 0, to = 0;                    ///< epochs
    std::uint64_t signed_size = 0, restored_size = 0;  ///< seals in the cell log; what lies between is lost
    std::size_t logs = 0;                              ///< begun anew
  };

  /// For a stopped cell. Safe to run again after a crash. conflict if the data is not behind, or is from before the log
  /// began.
  static Result<Outcome> run(Wiring const& wiring);

 private:
  struct End;
  static Result<End> find_end(Wiring const& wiring);
  static Result<> begin(Wiring const& wiring, End const& end, TenantId log, std::uint64_t size, Bytes const& root);
  static Result<> begin_cell_log(Wiring const& wiring, End const& end);
};

}  // namespace troth::audit

#pragma once
#include <filesystem>
#include <optional>

#include "keys/keyring.h"

namespace troth::keys {

class Rotation;

struct EpochStatus {
  std::uint64_t current = 0;
  Time opened{};
  std::vector<std::uint64_t> closed;  ///< closed to writes, not destroyed yet
  std::uint64_t rows = 0;             ///< key rows in all
  std::uint64_t older_rows = 0;       ///< still under a closed epoch
  std::uint64_t last_destroyed = 0;
};

/// Epochs: a new epoch key, survivors' outer wraps redone, a key snapshot written and read back, and only then the old
/// epoch's key destroyed in the seal, which ends every older copy of the key store. Each step is idempotent and
/// durable, in this order; lifecycle's epoch job runs them and resumes at boot. One job at a time; readers and writers
/// go on meanwhile.
class Epochs {
 public:
  Epochs(store::KeyDatabase& database, Seal& seal, Keyring& keyring, Clock const& clock, Random& random,
         std::filesystem::path snapshot)
      : database_(database),
        seal_(seal),
        keyring_(keyring),
        clock_(clock),
        random_(random),
        snapshot_(std::move(snapshot)) {}

  /// Without the counts of rows, which take a look at every key.
  Result<EpochStatus> numbers();
  Result<EpochStatus> status();
  /// Opens the epoch after `from` and closes `from` to new rows; returns the new number. Fine if that was done already.
  Result<std::uint64_t> open_after(std::uint64_t from);
  /// Redoes up to `rows` outer wraps that are older than the current epoch; returns how many were left to do it found.
  /// UPDATE ... WHERE wrap = old, never an insert: an erased row cannot come back.
  Result<std::uint64_t> rewrap(std::size_t rows);
  /// Writes every row to the snapshot file (temporary, fsync, rename, fsync folder), reads it back and opens every
  /// wrap.
  Result<> snapshot();
  /// Destroys the keys of all closed epochs. conflict while any row is older than the current epoch or the snapshot on
  /// disk is not of the current epoch.
  Result<std::vector<std::uint64_t>> destroy_closed();

  /// The rotation of a tenant's keys in the same store; it lives no longer than this.
  Rotation rotation() const;

 private:
  store::KeyDatabase& database_;
  Seal& seal_;
  Keyring& keyring_;
  Clock const& clock_;
  Random& random_;
  std::filesystem::path snapshot_;
};

}  // namespace troth::keys

#pragma once
#include "keys/keyring.h"

namespace troth::keys {

/// One version of a key of a tenant. `wraps`: how many keys it wraps now (of the tenant's KEK; else 0).
struct KeyVersion {
  std::uint32_t version = 0;
  Time created{};
  std::uint64_t wraps = 0;
};

/// What there is of a tenant's keys. Numbers only.
struct TenantKeys {
  std::vector<KeyVersion> tenant, index;  ///< newest first
  std::uint64_t subjects = 0;             ///< people with a key
  std::uint64_t subject_keys = 0;         ///< their keys, in all versions
  std::optional<Time> oldest_newest;      ///< when the newest key of the person longest without a new one was made
};

/// New versions of a tenant's keys beside the old ones, which stay and open what they sealed: nothing is destroyed
/// here, so cut short anywhere nothing is lost. Each call is idempotent and durable; lifecycle's rotation job makes
/// them and resumes at boot. Readers and writers go on meanwhile. Not for a frozen tenant: its KEK is opened.
class Rotation {
 public:
  Rotation(store::KeyDatabase& database, Keyring& keyring, Clock const& clock, Random& random)
      : database_(database), keyring_(keyring), clock_(clock), random_(random) {}

  Result<TenantKeys> status(TenantId tenant);
  /// The newest version of the tenant's KEK or index key; gone if it has none.
  Result<std::uint32_t> newest(TenantId tenant, Kind kind);
  /// Makes `version` of the tenant's KEK or index key; fine if it is there already.
  Result<> make(TenantId tenant, Kind kind, std::uint32_t version);
  /// Wraps up to `rows` subject keys by the newest KEK instead of an older one; returns how many it found to do.
  /// UPDATE ... WHERE wrap = old, never an insert: an erased row cannot come back.
  Result<std::uint64_t> rewrap(TenantId tenant, std::size_t rows);

  struct Page {
    std::optional<SubjectId> last;  ///< none: there is nobody after `after`
    std::uint64_t made = 0;         ///< while this is not 0, ask for the same page again
  };
  /// Makes a new key for each of the `rows` people after `after` whose newest is from before `begun`; an erased person
  /// gets none (the insert's guard).
  Result<Page> renew_subjects(TenantId tenant, SubjectId after, Time begun, std::size_t rows);

 private:
  Result<Secret> open_kek(TenantId tenant, std::uint32_t version);

  store::KeyDatabase& database_;
  Keyring& keyring_;
  Clock const& clock_;
  Random& random_;
};

}  // namespace troth::keys

#pragma once
#include <string>

#include "act/event.h"
#include "keys/keyring.h"

namespace troth::audit {

/// What an event tells, before it is sealed. Each part is one JSON object; a part with nothing to say is "{}".
struct Telling {
  TenantId log;  ///< kCell for the cell's own
  act::EventType type;
  std::string what = "{}";                ///< the act: operation, fields, counts, hashes; no personal data
  std::string who = "{}";                 ///< the actor
  std::string whom = "{}";                ///< the person: subject, reason texts; dies with the subject's key
  std::optional<SubjectId> subject;       ///< whose key seals `whom`; none: the tenant's
  std::optional<PrincipalId> actor = {};  ///< by which the event is found again; none: the cell itself
  std::optional<TokenId> token = {};
};

/// Makes events: commits to the three parts and seals each under the key of its holder. Changes nothing; any thread.
class Scribe {
 public:
  Scribe(keys::Keyring& keyring, Clock const& clock, Random& random)
      : keyring_(keyring), clock_(clock), random_(random) {}

  /// Errors are the keyring's: gone (the subject's key), unavailable.
  Result<act::Event> write(Telling const& telling) const;
  /// The same with a subject key at hand, also one whose row the same write set brings.
  Result<act::Event> write(Telling const& telling, keys::SubjectKey const& subject) const;

 private:
  Result<act::Event> seal(Telling const& telling, keys::SubjectKey const* subject) const;
  keys::Keyring& keyring_;
  Clock const& clock_;
  Random& random_;
};

/// version 01 | type u16 | minute u64 | c_what | c_who | c_whom.
act::Leaf make_leaf(act::EventType type, Time at, std::array<act::Hash, 3> const& commitments);

}  // namespace troth::audit

#pragma once
#include "access/grant.h"
#include "audit/scribe.h"
#include "base/random.h"
#include "http/message.h"
#include "keys/keyring.h"
#include "store/reader.h"

namespace troth::vault {

/// What a handler may use. It reads one snapshot and changes nothing: with the same snapshot, clock and bytes it
/// decides the same, so the shell may run it again. Ends before the commit is awaited.
struct Context {
  store::Reader& snapshot;
  Clock const& clock;
  Random& random;
  audit::Scribe const& scribe;
  keys::Keyring& keyring;
};

/// What a request decided: what to commit, and the answer that leaves once that is durable.
struct Decision {
  store::WriteSet writes;
  http::Response reply;
  struct Job {
    JobId id;
    bool wait;  ///< whether the answer waits for the job's milestone and takes its receipt
  };
  std::optional<Job> job = {};  ///< whose intent the writes are; started once they are durable
};

/// The event of an authorised act: its actor is the grant's, its person the subject of the facts (or `subject_key`'s,
/// for a subject that this very set brings).
Result<act::Event> tell(Context const& context, access::Grant const& grant, act::EventType type, std::string what,
                        std::string whom = "{}");
Result<act::Event> tell(Context const& context, access::Grant const& grant, act::EventType type, std::string what,
                        std::string whom, SubjectId subject, keys::SubjectKey const& subject_key);

/// A JSON answer.
http::Response reply(int status, std::string json, std::string location = {});

}  // namespace troth::vault

#pragma once
#include "keys/epochs.h"
#include "keys/shredder.h"
#include "vault/context.h"

namespace troth::lifecycle {

/// A job is what needs two stores or more than one set: a row that says how far it is. It is made by the set of the
/// intent, and resumed at boot from the row alone.
struct JobRow {
  TenantId tenant;
  JobId id;
  std::string kind;   ///< "erasure", "epoch"
  std::string state;  ///< ends in "completed"
  std::optional<SubjectId> subject;
  Bytes handle;                   ///< names an erased subject in the log: random, linkable through the receipt only
  std::int64_t number = 0;        ///< the epoch that ends, or the one an erased key was wrapped by
  std::optional<Time> milestone;  ///< when the state a waiting answer needs was reached
  std::string recipients = "[]";  ///< JSON: who was told of an erased person (vault/ledger.h)
};

/// The outside effects a job may have.
struct Effects {
  keys::Shredder& shredder;
  keys::Epochs& epochs;
};

/// One idempotent outside effect, then the set that records it. None: the effect is not finished; call again.
using Advance = Result<std::optional<store::WriteSet>> (*)(vault::Context const&, Effects const&, access::Grant const&,
                                                           JobRow const&);

Result<std::optional<store::WriteSet>> advance_erasure(vault::Context const&, Effects const&, access::Grant const&,
                                                       JobRow const&);
Result<std::optional<store::WriteSet>> advance_epoch(vault::Context const&, Effects const&, access::Grant const&,
                                                     JobRow const&);

Result<std::optional<JobRow>> load_job(store::Reader& snapshot, TenantId tenant, JobId id);
Result<std::vector<JobRow>> unfinished_jobs(store::Reader& snapshot);

}  // namespace troth::lifecycle

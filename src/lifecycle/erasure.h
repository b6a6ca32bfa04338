#pragma once
#include "lifecycle/job.h"

namespace troth::lifecycle {

/// Erasure (GDPR Art. 17), in steps that each survive a crash (docs/erasure.md):
///   intended    the intent is durable: no later act on the subject can commit, and the way back is closed
///   unreadable  fence raised, key destroyed, key store checkpointed with truncation, caches evicted: the answer leaves
///   now completed   rows, indexes, history, idempotency rows gone and the log's references replaced by the random
///   handle, in
///               chunks of at most 500 rows each; the subject's row last
/// Final when the epoch that wrapped the key is destroyed.
Result<vault::Decision> intend_erasure(vault::Context const&, access::Grant const&, std::string_view ground);

/// The receipt as of `job`'s state: handle, unreadable_since, final_due, the seal's class, and the recipients who must
/// be told (Art. 19).
std::string receipt(JobRow const& job, keys::EpochStatus const& epochs, std::string_view seal_kind);

}  // namespace troth::lifecycle

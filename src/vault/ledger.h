#pragma once
#include "vault/context.h"

namespace troth::vault {

/// The ledger of disclosures: who got what of a person, when and what for. Each row stands in the set of its own
/// disclosure; the person's erasure takes them away, and leaves the recipients with its job.

/// Who must be told of an erasure, a restriction or an alteration (GDPR Art. 19), and whom the person may learn of
/// (Art. 15(1)(c)).
struct Told {
  std::string recipients = "[]";  ///< JSON: [{"recipient","title","disclosures","first","last"}], by name
  std::string names = "[]";       ///< JSON: the names alone, for an event
  std::int64_t disclosures = 0;   ///< rows it was made of; sql::guard_disclosures holds a set to them
};
/// With `special` 0, as if records that a label makes special had not been disclosed: for whoever lacks read_special,
/// never for a duty to tell.
Result<Told> told_of(store::Reader& snapshot, TenantId tenant, SubjectId subject, std::int64_t special = 1);

/// retrieval: the disclosures of a person, at most 100 after the cursor, and the recipients as a whole; as far as the
/// records exist for the actor (classes.h).
Result<Decision> list_disclosures(Context const&, access::Grant const&, std::string_view cursor);

}  // namespace troth::vault

#pragma once
#include "vault/context.h"

namespace troth::vault {

/// objection (GDPR Art. 21): from the moment it is answered, nothing is done with the person's data under that purpose.
/// Recorded for a purpose of the tenant; taken back with the reason.
Result<Decision> object(Context const&, access::Grant const&, PurposeName const&);
Result<Decision> withdraw_objection(Context const&, access::Grant const&, PurposeName const&, std::string_view reason);

/// Whether the tenant has the purpose; locked if the person objected to it. Part of every act that has a subject and a
/// purpose (add_field_rules); statements over many people pass over who objected.
Result<bool> reaches(store::Reader& snapshot, TenantId tenant, SubjectId subject, PurposeName const& purpose);

}  // namespace troth::vault

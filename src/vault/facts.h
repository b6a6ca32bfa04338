#pragma once
#include <span>

#include "vault/collection.h"
#include "vault/context.h"

namespace troth::vault {

/// Loads what `access` judges, from the snapshot the handler will read. Another tenant's subject and an absent one are
/// the same here: both are looked up under the credential's tenant.
Result<access::Facts> tenant_facts(store::Reader& snapshot, TenantId tenant);
Result<access::Facts> subject_facts(store::Reader& snapshot, TenantId tenant, SubjectId subject);

/// Whether the tenant has defined the purpose; false for none.
Result<bool> knows_purpose(store::Reader& snapshot, TenantId tenant, std::optional<PurposeName> const& purpose);

/// Adds the field rules: what `purpose` may see of `collection`, and what `asked` names (empty: all it may see). locked
/// if the subject of the facts has objected to the purpose (objections.h).
Result<> add_field_rules(store::Reader& snapshot, TenantId tenant, access::Facts& facts,
                         CollectionName const& collection, std::optional<PurposeName> const& purpose,
                         std::vector<std::string> const& asked);
/// For operations that work on whole records and show none (alteration).
Result<> add_all_fields(store::Reader& snapshot, TenantId tenant, access::Facts& facts,
                        CollectionName const& collection);

}  // namespace troth::vault

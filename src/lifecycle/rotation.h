#pragma once
#include "keys/rotation.h"
#include "lifecycle/job.h"

namespace troth::lifecycle {

/// New keys for a tenant while everything goes on, as a job (docs/formats/wraps.md, "Rotation"). `keys` names what:
///   tenant    another KEK: the wraps of all subject keys are redone
///   subjects  another key for each person: what is written from now on is sealed under it
///   index     another index key: every token is made anew; until the last is, look-ups ask under both
/// Old versions stay and open what they sealed. Errors: invalid (/keys), locked (frozen tenant), conflict while one is
/// under way.
Result<vault::Decision> intend_rotation(vault::Context const&, access::Grant const&,
                                        std::vector<std::string> const& keys, keys::Rotation rotation);

/// Versions, ages and what is left under older ones, as JSON; no key material, no ids of people.
Result<std::string> describe_tenant_keys(vault::Context const&, TenantId tenant, keys::Rotation rotation);

Result<std::optional<store::WriteSet>> advance_rotation(vault::Context const&, Effects const&, access::Grant const&,
                                                        JobRow const&);

}  // namespace troth::lifecycle

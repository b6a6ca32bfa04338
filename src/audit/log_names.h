#pragma once
#include <optional>
#include <string>

#include "base/id.h"

namespace troth::audit {

/// The two public logs of a cell beside its tenants'. They are no tenants: a tenant's id is random.
inline constexpr TenantId kSealLog{TenantId::Array{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}};      // of seals
inline constexpr TenantId kEvidenceLog{TenantId::Array{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2}};  // of probes

/// The origin of a log: `<prefix>/<kind>/<random handle>/<epoch>`, kind `cell`, `evidence` or `t`. Names no tenant.
std::string origin_of(std::string const& prefix, TenantId log, ByteView handle, std::uint64_t epoch);
/// The epoch an origin ends in.
std::optional<std::uint64_t> epoch_of(std::string_view origin);

}  // namespace troth::audit

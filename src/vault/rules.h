#pragma once
#include "vault/context.h"

namespace troth::vault {

/// The cell's tenants and a tenant's rules: administration, which never opens content.

/// A tenant with its keys and, so that somebody can begin, its first principal holding every permission a tenant can
/// give. The answer carries that principal's token, once.
Result<Decision> create_tenant(Context const&, access::Grant const&, std::string_view name);
Result<Decision> describe_tenant(Context const&, access::Grant const&);

Result<Decision> define_purpose(Context const&, access::Grant const&, PurposeName const&, std::string_view title);
/// `days` from 1 to 3650; `ground` is the legal or business reason the period rests on.
Result<Decision> define_retention(Context const&, access::Grant const&, RetentionName const&, std::int64_t days,
                                  std::string_view ground);

}  // namespace troth::vault

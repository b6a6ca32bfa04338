#pragma once
#include <optional>

#include "vault/context.h"

namespace troth::vault {

/// The cell's tenants and a tenant's rules: administration, which never opens content.

/// A tenant with its keys and, so that somebody can begin, its first principal holding every permission a tenant can
/// give. The answer carries that principal's token, once.
Result<Decision> create_tenant(Context const&, access::Grant const&, std::string_view name);
Result<Decision> describe_tenant(Context const&, access::Grant const&);

/// Under which terms a purpose reaches a person. `reason`: whether a look at a record needs the Reason header; "never",
/// "always", or "others": unless the person is assigned to whoever looks (TE-1.7). Unsaid it is "others", and "never"
/// where `automated`: nobody looks, a program acts (GDPR Art. 22); its uses are told as such.
struct PurposeTerms {
  bool automated = false;
  std::optional<std::string> reason;
};
Result<Decision> define_purpose(Context const&, access::Grant const&, PurposeName const&, std::string_view title,
                                PurposeTerms const& terms = {});
/// `days` from 1 to 3650; `ground` is the legal or business reason the period rests on. A shorter period is carried
/// over to the records that lie there (retention_sweep.h); a longer one than before, for new records only, takes the
/// written `instruction` it rests on.
Result<Decision> define_retention(Context const&, access::Grant const&, RetentionName const&, std::int64_t days,
                                  std::string_view ground, std::string_view instruction = {});

}  // namespace troth::vault

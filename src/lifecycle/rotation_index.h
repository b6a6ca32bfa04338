#pragma once
#include "vault/context.h"

namespace troth::lifecycle {

/// A stretch of a tenant's blind index, its tokens made anew under a later version of the index key.
struct Retokened {
  std::vector<store::Params> tokens;  ///< of sql::renew_token; a row that was altered or erased meanwhile is left alone
  std::optional<SubjectId> reached;   ///< whose tokens are done; none at the end
};

/// At most 500 tokens of people after `after` that are under a version before `version`. A record that does not open is
/// passed over: it keeps its token, which the older key still finds.
Result<Retokened> retoken(vault::Context const& context, TenantId tenant, SubjectId after, std::uint32_t version);

}  // namespace troth::lifecycle

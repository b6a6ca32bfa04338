#pragma once
#include "evidence/board.h"
#include "vault/context.h"

namespace troth::evidence {

/// What there is to tell when the cell has begun, or ceased, to run with a weaker value than it promises: one event,
/// and for each clause that a probe attacks and whose promise is broken a failed verdict in the evidence log. Once per
/// break; none: nothing has changed. The page is red at once without it, since statuses compare the values themselves.
Result<std::optional<store::WriteSet>> promise_changes(vault::Context const& context, Running const& running);

}  // namespace troth::evidence

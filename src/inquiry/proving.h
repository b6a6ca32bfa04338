#pragma once
#include "inquiry/answer.h"
#include "inquiry/log_view.h"
#include "merkle/receipt.h"

namespace troth::inquiry {

/// That the leaf at `place` is in the log as it was sealed. none while it is beyond the sealed size, or if its epoch
/// has ended: that epoch's key signs nothing more.
Result<std::optional<merkle::TlogProof>> prove_event(store::Reader& snapshot, TenantId log, Seals const& seals,
                                                     Place const& place);

/// The whole way from the event's proof to the witnessed cell log: everything of a receipt but the event itself.
Result<merkle::Receipt> prove_seal(store::Reader& snapshot, TenantId log, Seals const& seals, merkle::TlogProof event);

}  // namespace troth::inquiry

#pragma once
#include "inquiry/answer.h"

namespace troth::inquiry {

inline constexpr std::int64_t kMostExported = 2'000;

/// Events as OCSF 1.3, one JSON object a line, from the row `cursor` on; the header Next-Cursor while there is more.
/// Nothing of a person leaves: `whom` is not even read. Each line carries what a receipt for it can be asked by, and
/// the leaf, which any reader of the log can check.
Result<vault::Decision> export_events(vault::Context const& context, access::Grant const& grant, Seals const& seals,
                                      std::int64_t cursor, std::int64_t limit);

}  // namespace troth::inquiry

#pragma once
#include "catalogue/frameworks.h"

namespace troth::catalogue {

/// One [[parameter]]. invalid: a malformed id, an unknown unit or direction, an unknown key.
Result<Parameter> read_parameter(Entry entry);
/// One [[clause]] by itself; what it needs of others (see, definitions, rows) is checks.h. invalid: a malformed id or
/// one of another profile, an unknown class, HTML, a missing language, no `because`, an unknown framework id or key.
Result<Clause> read_clause(Entry entry, Frameworks const& frameworks);

}  // namespace troth::catalogue

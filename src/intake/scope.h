#pragma once
#include "intake/outline.h"

namespace troth::intake {

/// The processing operations of Art. 4(2) GDPR that a text names, by their places in that list, each once.
std::vector<std::size_t> operations_in(std::string_view text);

/// A text that lists operations of Art. 4(2) and leaves some out: one lint for each that is missing.
std::vector<Lint> scope_lints(std::vector<Passage> const& passages);

}  // namespace troth::intake

#pragma once
#include "intake/outline.h"

namespace troth::intake {

/// What a passage says that another document could say differently: provider, country, durations, TLS version.
std::vector<Fact> facts_of(Passage const& passage);

}  // namespace troth::intake

#pragma once
#include <string_view>

#include "probe/scene.h"

namespace troth::clauses {

/// What a stranger sees of the cell's evidence log: whether an entry holds the text, and whether the entries that were
/// fetched are those of the head. For logs of one bundle (256 entries).
struct Entries {
  bool found = false, under_head = false;
};
/// Asks until a seal covers it, 10 s at most.
Result<Entries> wait_for_entry(probe::Scene& scene, std::string_view text);

}  // namespace troth::clauses

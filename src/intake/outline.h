#pragma once
#include "intake/block.h"

namespace troth::intake {

/// Each piece of the text once, with the clause that it belongs to: what the lints read.
struct Passage {
  std::string clause;  ///< an id; for the words before a list that became clauses, the id they hang from
  std::string text;
  bool nothing_behind = false;  ///< a label such as "Related Documents:" with nothing after it
  std::vector<Link> links;
  int line = 0;
};

struct Outline {
  std::string title;
  std::vector<ImportedClause> clauses;  ///< without proposals
  std::vector<Passage> passages;
};

/// Blocks as clauses: a numbered heading is one clause with all that stands under it; under another heading each
/// paragraph is one; the items of a list are clauses of their own unless they are examples or grounds of their
/// sentence.
Outline outline(Blocks const& blocks);

}  // namespace troth::intake

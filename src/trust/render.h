#pragma once
#include "evidence/board.h"
#include "trust/tom.h"

namespace troth::trust {

/// The TOM as a document for people, with what stands behind each clause at the moment of the board. The words are
/// those of `version`, its own text; null: a rehearsal, the catalogue of this build. `profile` is one of the version's,
/// or "all". Sentences are text: nothing of them becomes markup. No figure sums the clauses up.
std::string to_markdown(evidence::Board const& board, TomVersion const* version, std::string_view profile,
                        catalogue::Language language);
std::string to_json(evidence::Board const& board, TomVersion const* version, std::string_view profile,
                    catalogue::Language language);
/// One file that needs no other: what prints well is also what the PDF is made of.
std::string to_html(evidence::Board const& board, TomVersion const* version, std::string_view profile,
                    catalogue::Language language);

}  // namespace troth::trust

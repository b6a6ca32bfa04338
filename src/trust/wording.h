#pragma once
#include "trust/tom_text.h"

namespace troth::trust {

/// Whether both sentences of a clause read the same in two texts, but for the numbers of the parameters that both texts
/// have for it: those are judged as numbers. A number that is no parameter is a word like any other.
bool same_words(TomText::Clause const& old, TomText const& from, TomText::Clause const& now, TomText const& to);

}  // namespace troth::trust

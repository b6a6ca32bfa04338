#pragma once
#include "intake/block.h"

namespace troth::intake {

/// One past the items that stand together from `at`.
std::size_t list_end(Blocks const& blocks, std::size_t at);
/// Whether the items of a list are clauses of their own ("Policies govern:") or stay in its sentence: examples ("such
/// as:", "may include:") and grounds ("necessary to:", "in response to:"). The operations of Art. 4(2) are always their
/// own.
bool own_clauses(std::string_view lead, std::span<Block const> items);
/// a to z, then aa.
std::string lettered(int place);
/// "T" for technical, "O" for organisational measures, else empty: by the words of the heading alone, so that another
/// heading cannot change it.
std::string measure_letter(std::string_view heading);

}  // namespace troth::intake

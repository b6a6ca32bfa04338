#pragma once
#include "inquiry/log_view.h"
#include "inquiry/persons.h"

namespace troth::inquiry {

/// Whom a principal or a token reached in a span of time (both ends inclusive): what an incident's report needs (GDPR
/// Art. 33(3)(a), 34).
struct Reach {
  std::optional<PrincipalId> actor;
  std::optional<TokenId> token;  ///< one of the two
  Time from{}, to{};

  static constexpr std::int64_t kMostEvents = 200'000;  ///< beyond: "complete" is false, "searched_to" says how far
  static constexpr std::size_t kMostListed = 10'000;    ///< persons in "of"; "subjects" counts all
};

/// `subjects` counts every person, erased ones too; `fields` counts for each field the persons it was named for;
/// `types` counts events. An erased person is a handle, which the receipt of the erasure names.
Result<vault::Decision> blast_radius(vault::Context const& context, access::Grant const& grant, Reach const& reach);

}  // namespace troth::inquiry

#pragma once
#include "catalogue/catalogue.h"
#include "intake/outline.h"

// One function a kind of lint. Each looks at one passage, knows no other and leaves `document` to import().

namespace troth::intake {

/// "periodically", "may": with the catalogue's parameter that would bind it, from what its clause is proposed to be.
std::vector<Lint> hedge_lints(Passage const& passage, ImportedClause const* clause,
                              catalogue::Catalogue const& catalogue);
/// A label with nothing behind it, an empty link, one that goes unencrypted or would run a script.
std::vector<Lint> link_lints(Passage const& passage);
/// A region or product that the cloud provider does not have, or has elsewhere.
std::vector<Lint> region_lints(Passage const& passage);
/// What should be said stronger, weaker or not at all.
std::vector<Lint> claim_lints(Passage const& passage);
/// A date that can be read two ways.
std::vector<Lint> date_lints(Passage const& passage);

/// A lint of this passage.
Lint lint_of(Passage const& passage, std::string_view rule, Severity severity);

}  // namespace troth::intake

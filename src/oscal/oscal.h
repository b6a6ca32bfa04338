#pragma once
#include <map>
#include <string>

#include "evidence/board.h"
#include "trust/tom.h"

// The TOM and what stands behind it as OSCAL 1.2.1, NIST's format for catalogues of controls and their assessment
// (docs/formats/oscal.md). A projection for tools of others: the thing itself is the TOM's text and the evidence log.

namespace troth::oscal {

/// Relative path -> bytes, laid out as compliance-trestle wants it: catalogs/troth/catalog.json,
/// profiles/troth-tom-vN/profile.json (`troth-tom-rehearsal` while `version` is null),
/// component-definitions/troth/component-definition.json, assessment-plans/troth/assessment-plan.json,
/// assessment-results/troth/assessment-results.json; and evidence/<clause>.txt, the entries of the evidence log that
/// the results name by their SHA-256. The same board, version and `now` give the same bytes; another `now` gives
/// another result. corrupt if the text of `version` is none.
Result<std::map<std::string, std::string>> documents(evidence::Board const& board, trust::TomVersion const* version,
                                                     Time now);

}  // namespace troth::oscal

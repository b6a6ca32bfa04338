#pragma once
#include "trust/tom_text.h"

namespace troth::trust {

/// The classifier: pure, on two texts, so that it judges versions of other builds alike. In the order of `from`.
std::vector<Degradation> degradations(TomText const& from, TomText const& to);
/// What a version takes away from the one before it; the first, from the numbers of this build's catalogue, so that a
/// document that begins weaker than they are says so and needs a second approver.
std::vector<Degradation> taken_away(std::optional<TomVersion> const& base, TomVersion const& made);
/// What else a reader should look at: clauses that came, classes and numbers that grew.
std::vector<Degradation> changes(TomText const& from, TomText const& to);
/// Approvals that a version with these degradations needs.
std::size_t approvals_needed(std::vector<Degradation> const& found);
/// The notice that customers get of a version that takes something away, as the version that it follows promises
/// (tom.notice_days), at most 100 years; 30 days if that promises none.
Duration notice_of(TomText const& from);
/// Whether `value` is at least as strict as `promise`.
bool keeps(catalogue::Parameter::Stricter stricter, std::int64_t value, std::int64_t promise);

}  // namespace troth::trust

#pragma once
#include <map>

#include "trust/pages/parts.h"

namespace troth::trust {

/// Twelve months of one clause, a cell for each week, oldest first: low and grey without a verdict, green where all
/// passed, tall and red where one failed. Height and colour say the same. Its name tells both facts in words.
Html week_bar(std::vector<evidence::Week> const& weeks, Time now, Language language);
/// The same by days, a column a week, for the page of one clause.
Html day_grid(std::vector<evidence::Day> const& days, Time now);

/// "no failure in the last 12 months; no evidence on 340 days"
std::string year_in_words(std::int64_t days_seen, std::int64_t days_failed, Language language = Language::en);

/// Weeks by clause.
using Weeks = std::map<std::string, std::vector<evidence::Week>, std::less<>>;
Weeks by_clause(std::vector<evidence::Week> weeks);

}  // namespace troth::trust

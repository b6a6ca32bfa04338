#pragma once
#include <cstdint>
#include <string_view>

#include "base/clock.h"

namespace troth::trust {

/// How far ahead a version may begin. While one is published and yet to come no other can begin before it, so that a
/// date of the year 9999 would end the document's history.
inline constexpr Duration kFurthestStart = std::chrono::days(731);

/// The greatest value that a parameter with this unit may promise, or have as its target: 100 years of s, min, h, d,
/// months and years, 1,000,000,000 of anything else.
std::int64_t most_of(std::string_view unit);

/// As `most_of`, but a notice must be short enough that it can be given: at most a year of tom.notice_days.
std::int64_t most_promised(std::string_view parameter, std::string_view unit);

}  // namespace troth::trust

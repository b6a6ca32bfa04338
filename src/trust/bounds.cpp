#include "trust/bounds.h"

namespace troth::trust {

std::int64_t most_of(std::string_view unit) {
  constexpr std::int64_t kYears = 100, kDays = 36'525, kAnything = 1'000'000'000;
  if (unit == "s") return kDays * 86'400;
  if (unit == "min") return kDays * 1'440;
  if (unit == "h") return kDays * 24;
  if (unit == "d") return kDays;
  if (unit == "months") return kYears * 12;
  return unit == "years" ? kYears : kAnything;
}

// A weakening begins at most kFurthestStart ahead: a longer notice would forbid it for ever.
std::int64_t most_promised(std::string_view parameter, std::string_view unit) {
  constexpr std::int64_t kLongestNotice = 365;
  return parameter == "tom.notice_days" ? kLongestNotice : most_of(unit);
}

}  // namespace troth::trust

#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace troth::intake {

/// "7 days", "six months", "daily", "72-hour", "2 Tage": in folded text, in order. Values of one length are one text:
/// hours up to days and weeks ("168 h"), months and years ("6 months").
struct Duration {
  std::string value;    ///< "168 h"
  std::string shown;    ///< "7 days"
  bool rhythm = false;  ///< "daily": how often, not how long
};
std::vector<Duration> durations(std::string_view folded_text);

}  // namespace troth::intake

#include "doctor/doctor.h"

#include <algorithm>

#include "doctor/checks.h"

namespace troth::doctor {

std::string_view name(Level level) {
  switch (level) {
    case Level::must:
      return "must";
    case Level::should:
      return "should";
    case Level::info:
      return "info";
  }
  return "";
}

std::string_view name(Outcome outcome) {
  switch (outcome) {
    case Outcome::held:
      return "held";
    case Outcome::not_held:
      return "not held";
    case Outcome::cannot_tell:
      return "cannot tell";
  }
  return "";
}

Finding cannot_tell(Error const& error) {
  return cannot_tell(std::string(error.message) + (error.at.empty() ? "" : ": " + error.at));
}

std::vector<Reading> examine(Patient const& patient) {
  std::vector<Reading> out;
  for (auto const& topic : topics())
    for (auto const& check : topic.checks) {
      Finding finding = check.look(patient);
      std::string mend;
      if (finding.outcome != Outcome::held) mend = finding.mend.empty() ? std::string(check.mend) : finding.mend;
      Level const level = finding.level.value_or(check.level);
      out.push_back({topic.name, &check, level, std::move(finding), std::move(mend)});
    }
  return out;
}

std::size_t count(std::span<Reading const> readings, Level level, Outcome outcome) {
  return static_cast<std::size_t>(std::ranges::count_if(
      readings, [&](Reading const& one) { return one.level == level && one.finding.outcome == outcome; }));
}

}  // namespace troth::doctor

#include "probe_show.h"

#include <algorithm>
#include <iomanip>

#include "base/json_writer.h"

namespace troth::cli {

using runner::Outcome;
using runner::Verdict;

namespace {

std::size_t count(std::vector<Outcome> const& outcomes, Verdict verdict) {
  return static_cast<std::size_t>(std::ranges::count(outcomes, verdict, &Outcome::verdict));
}

}  // namespace

void show(std::ostream& out, Outcome const& outcome) {
  out << std::left << std::setw(6) << runner::word(outcome.verdict) << std::setw(9) << outcome.clause << std::setw(5)
      << name(outcome.place) << std::right << std::setw(4) << outcome.samples() << " samples" << std::setw(7)
      << outcome.milliseconds() << " ms\n";
  for (auto const& one : outcome.observations)
    if (!one.held) out << "         did not hold: " << one.what << "\n";
  if (!outcome.error.empty()) out << "         no verdict: " << outcome.why() << "\n";
  out << std::flush;
}

std::string summary(std::vector<Outcome> const& outcomes) {
  return std::to_string(count(outcomes, Verdict::pass)) + " passed, " + std::to_string(count(outcomes, Verdict::fail)) +
         " failed, " + std::to_string(count(outcomes, Verdict::error)) + " without a verdict";
}

bool all_passed(std::vector<Outcome> const& outcomes) {
  return !outcomes.empty() && count(outcomes, Verdict::pass) == outcomes.size();
}

std::string as_json(std::vector<Outcome> const& outcomes, std::string const& build) {
  Json json;
  json.object().member("build", build).key("outcomes").array();
  for (auto const& outcome : outcomes) json.raw(runner::as_json(outcome));
  json.end();
  json.member("passed", std::uint64_t{count(outcomes, Verdict::pass)});
  json.member("failed", std::uint64_t{count(outcomes, Verdict::fail)});
  json.member("errors", std::uint64_t{count(outcomes, Verdict::error)}).end();
  return json.text();
}

}  // namespace troth::cli

#include "trust/pages/json_parts.h"
#include "trust/pages/pages.h"

namespace troth::trust {
namespace {

std::string title_of(std::string const& clause) {
  auto const* known = catalogue::Catalogue::built_in().find(clause);
  return known ? clause + " " + known->title.en : clause;
}

Html entry(evidence::Failure const& failure, Time now) {
  Html heading = link("/trust/clauses/" + failure.clause, title_of(failure.clause));
  Html rows = fact("From", when(failure.begun, now));
  if (failure.ended)
    rows += fact("To", when(*failure.ended, now));
  else
    rows += fact("To", classed("span", "badge bad", "goes on"));
  rows += fact("Lasted", span(failure.ended.value_or(now) - failure.begun) + (failure.ended ? "" : " so far"));
  rows += fact("First evidence", "entry " + std::to_string(failure.first_index) + " of the evidence log");
  return Html::element("section", {Html::element("h2", {heading}), Html::element("dl", {rows})});
}

}  // namespace

std::string failures_html(Ground const& ground, evidence::Failures const& failures) {
  Html main = element("h1", "Failures of the last twelve months");
  main += classed("p", "lead",
                  "Each time a test found a promise broken, or did not run to its end, from that verdict to the "
                  "first pass after it. None is left out: each stands in the evidence log.");
  if (failures.shown.empty())
    main += element("p",
                    "No failure is on record. That says only that no test has failed; see on each "
                    "clause on how many days there was one.");
  for (auto const& failure : failures.shown) main += entry(failure, ground.board.now);
  if (failures.not_shown > 0)
    main += element("p", std::to_string(failures.not_shown) +
                             " older ones that have ended are not shown here; they stand in the evidence log, and the "
                             "newest of each clause on its own page.");
  return framed({"/trust/failures", "Failures"}, ground, main);
}

std::string failures_json(Ground const& ground, evidence::Failures const& failures) {
  auto json = begun(ground);
  json.key("failures").array();
  for (auto const& failure : failures.shown) put(json, failure, ground.board.now);
  return json.end().member("failures_not_shown", failures.not_shown).end().text() + "\n";
}

}  // namespace troth::trust

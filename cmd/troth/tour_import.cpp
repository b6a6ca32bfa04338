#include <algorithm>

#include "catalogue/catalogue.h"
#include "intake/intake.h"
#include "tour_page.h"

// The vendor's own document: its clauses, what of them could be tested, what promises nothing, what contradicts.

namespace troth::cli {
namespace {

using http::Html;

Html cell(std::string_view text) { return Html::element("td", {Html::text(text)}); }

Html head(std::initializer_list<std::string_view> names) {
  Html row;
  for (auto name : names) row += Html::element("th", {{"scope", "col"}}, {Html::text(name)});
  return Html::element("thead", {Html::element("tr", {row})});
}

Html scrolled(std::string_view label, Html const& table) {
  return Html::element("div", {{"class", "scroll"}, {"tabindex", "0"}, {"role", "region"}, {"aria-label", label}},
                       {table});
}

std::string bound_to(intake::ImportedClause const& clause) {
  if (clause.proposals.empty()) return "nothing in the catalogue";
  auto const* known = catalogue::Catalogue::built_in().find(clause.proposals.front().clause);
  return known ? known->id + " " + known->title.en + " (" + std::string(catalogue::name(known->stands)) + ")"
               : clause.proposals.front().clause;
}

Html clauses_of(intake::Imported const& document) {
  Html rows;
  for (auto const& clause : document.clauses)
    rows += Html::element(
        "tr", {cell(clause.id), cell(clause.text.empty() ? clause.title : clause.text), cell(bound_to(clause))});
  return scrolled("Clauses", Html::element("table", {head({"Clause", "It says", "Closest clause of the catalogue"}),
                                                     Html::element("tbody", {rows})}));
}

Html lints_of(std::vector<intake::Lint> const& lints) {
  Html rows;
  for (auto const& lint : lints)
    rows += Html::element("tr", {cell(intake::name(lint.severity)), cell(lint.clause), cell(lint.words),
                                 cell(lint.says), cell(lint.mend)});
  return scrolled("Findings",
                  Html::element("table", {head({"", "Clause", "Words", "What is the matter", "Write instead"}),
                                          Html::element("tbody", {rows})}));
}

/// Whether each finding points to a line of the document, or to the whole of it.
bool found_there(intake::Imported const& document, std::string_view text) {
  auto const lines = std::ranges::count(text, '\n') + 1;
  return std::ranges::all_of(document.lints, [&](auto const& lint) { return lint.line >= 0 && lint.line <= lines; });
}

/// Of our own sample it is known what is to be found: "periodically" and "where appropriate" are hedges, its clauses
/// have likenesses in the catalogue, and the help page names another provider, another place and other days.
bool sample_is_read(std::size_t hedges, std::size_t bound, std::size_t contradictions) {
  return hedges >= 2 && bound >= 5 && contradictions >= 3;
}

}  // namespace

Result<TourSeen> tour_import(TourCast const&, std::string const& text) {
  std::string given = text.empty() ? tour_sample() : text;
  std::erase(given, '\r');  // a form sends line ends of its own
  TROTH_TRY(auto document, intake::import("your document", given));
  TROTH_TRY(auto help, intake::import("help page", tour_help_page()));
  bool const sample = given.find("An invented vendor of live chat") != given.npos;
  auto lints = document.lints;
  std::size_t hedges = 0, bound = 0;
  for (auto const& lint : lints) hedges += lint.rule == "hedge";
  for (auto const& clause : document.clauses) bound += !clause.proposals.empty();
  std::size_t contradictions = 0;
  if (sample) {
    intake::Imported const both[] = {document, help};
    for (auto& lint : intake::contradictions(both)) lints.push_back(std::move(lint)), ++contradictions;
  }
  TourSeen out;
  out.held = !document.clauses.empty() && found_there(document, given) &&
             (given != tour_sample() || sample_is_read(hedges, bound, contradictions));
  out.summary =
      std::to_string(document.clauses.size()) + " clauses, " + std::to_string(bound) +
      " of them with a clause of the catalogue, " + std::to_string(hedges) + " hedges that promise nothing" +
      (sample ? ", " + std::to_string(contradictions) + " contradictions with the vendor's own help page" : "") + ".";
  out.details = Html::element("h3", {Html::text("The clauses")});
  out.details += clauses_of(document);
  out.details += Html::element("h3", {Html::text("What a reader would ask about")});
  out.details += lints_of(lints);
  return out;
}

}  // namespace troth::cli

#include "clauses/clauses.h"
#include "trust/pages/clause_card.h"
#include "trust/pages/json_parts.h"
#include "trust/pages/pages.h"

namespace troth::trust {
namespace {

/// TE-14a to TE-14f: what the document leaves to the customer.
std::vector<evidence::ClauseView const*> duties_of(Ground const& ground) {
  std::vector<evidence::ClauseView const*> out;
  for (auto const& view : ground.board.clauses)
    if (view.clause->id.starts_with("TE-14")) out.push_back(&view);
  return out;
}

std::string sentence_of(evidence::ClauseView const& view, Ground const& ground) {
  return sentence(catalogue::Catalogue::built_in(), *view.clause, ground.board.promises, Language::en);
}

}  // namespace

std::string duties_html(Ground const& ground, Weeks const& weeks) {
  Html main = element("h1", "What is up to you");
  main += classed("p", "lead",
                  "The document divides the work. This is the customer's part; where the service can hold its "
                  "side of a line, that is tested like any other promise.");
  std::vector<std::string> footnotes;
  Html list;
  for (auto const* view : duties_of(ground)) {
    Document::Clause clause;
    clause.id = view->clause->id;
    clause.title = view->clause->title.en;
    clause.sentence = sentence_of(*view, ground);
    if (view->latest) clause.index = view->latest->index;
    auto const found = weeks.find(clause.id);
    list +=
        clause_card({clause, view, found == weeks.end() ? nullptr : &found->second}, ground, Language::en, footnotes);
  }
  main += section("The customer's part", list);
  main += footnote_list(footnotes, ground, Language::en);
  return framed({"/trust/duties", "Your duties"}, ground, main);
}

std::string duties_json(Ground const& ground) {
  auto json = begun(ground);
  json.key("duties").array();
  for (auto const* view : duties_of(ground)) {
    json.object();
    put(json, *view, ground);
    json.member("title", view->clause->title.en).member("sentence", sentence_of(*view, ground)).end();
  }
  return json.end().end().text() + "\n";
}

}  // namespace troth::trust

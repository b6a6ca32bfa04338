#include "trust/pages/clause_card.h"

#include "clauses/clauses.h"

namespace troth::trust {
namespace {

Html heading(Document::Clause const& clause) {
  Html inside =
      Html::element("a", {{"class", "number"}, {"href", "/trust/clauses/" + clause.id}}, {Html::text(clause.id)});
  inside += Html::text(" ");
  inside += classed("span", "title", clause.title);
  return Html::element("h3", {inside});
}

Html mark(std::size_t number) {
  auto const text = std::to_string(number);
  return Html::element("sup", {{"class", "mark"}}, {link("#note-" + text, text)});
}

std::string footnote(Document::Clause const& clause, Ground const& ground, Language language) {
  return clause.id + std::string(say(language, ": entry ", ": Eintrag ")) + std::to_string(*clause.index) +
         std::string(say(language, " of the evidence log ", " des Nachweislogs ")) + ground.board.origin;
}

Html drawer(evidence::ClauseView const& view, Ground const& ground, Language language) {
  auto const* probe = clauses::find(view.clause->id);
  Html summary = Html::text(probe ? say(language, "Verify", "Prüfen") : say(language, "Why", "Warum"));
  summary += classed("span", "unseen", " " + view.clause->id);
  Html const facts = Html::element("dl", {{"lang", "en"}}, {proof_facts(view, probe, ground)});
  return Html::element("details", {Html::element("summary", {summary}), facts});
}

}  // namespace

Html clause_card(Card const& card, Ground const& ground, Language language, std::vector<std::string>& footnotes) {
  Html sentence = Html::text(card.clause.sentence);
  if (card.clause.index) {
    footnotes.push_back(footnote(card.clause, ground, language));
    sentence += mark(footnotes.size());
  }
  Html out = heading(card.clause);
  out += classed("p", "sentence", sentence);
  if (!card.view) return Html::element("article", {{"id", card.clause.id}}, {out});
  Html proof = proof_line(*card.view, ground.board.now, language);
  static std::vector<evidence::Week> const none;
  if (clauses::find(card.clause.id)) proof += week_bar(card.weeks ? *card.weeks : none, ground.board.now, language);
  out += classed("div", "proof", proof);
  out += drawer(*card.view, ground, language);
  return Html::element("article", {{"id", card.clause.id}}, {out});
}

Html footnote_list(std::vector<std::string> const& footnotes, Ground const& ground, Language language) {
  Html items;
  for (std::size_t i = 0; i < footnotes.size(); ++i)
    items += Html::element("li", {{"id", "note-" + std::to_string(i + 1)}}, {Html::text(footnotes[i])});
  Html out = element("h2", say(language, "Notes", "Anmerkungen"));
  out +=
      element("p", std::string(say(language, "Each clause, with all that is known of it: ",
                                   "Jede Zusage mit allem, was von ihr bekannt ist: ")) +
                       ground.contact.trust_url + "/trust/clauses/" + std::string(say(language, "NUMBER", "NUMMER")));
  if (!footnotes.empty()) out += Html::element("ol", {items});
  return classed("section", "notes", out);
}

}  // namespace troth::trust

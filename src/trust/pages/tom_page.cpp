#include "trust/pages/clause_card.h"
#include "trust/pages/pages.h"
#include "trust/render.h"

namespace troth::trust {
namespace {

std::string here(TomPage const& page) {
  return page.in_force ? "/trust/tom" : "/trust/tom/v/" + std::to_string(page.version->number);
}

std::string twin(TomPage const& page) {
  return here(page) + ".json" + (page.language == Language::de ? "?lang=de" : "");
}

Html other_language(TomPage const& page) {
  bool const de = page.language == Language::de;
  return Html::element(
      "a", {{"href", here(page) + (de ? "" : "?lang=de")}, {"hreflang", de ? "en" : "de"}, {"lang", de ? "en" : "de"}},
      {Html::text(de ? "In English" : "Auf Deutsch")});
}

/// What a reader must know before the first clause.
Html banner(TomPage const& page) {
  if (!page.version)
    return classed(
        "p", "banner",
        say(page.language,
            "A rehearsal: nothing of this has been published yet, and nobody is bound by it. Results are shown "
            "as they are.",
            "Eine Probe: hiervon ist noch nichts veröffentlicht, und niemand ist daran gebunden. Ergebnisse "
            "stehen da, wie sie sind."));
  if (!page.in_force)
    return classed("p", "banner",
                   say(page.language,
                       "This version is not in force. What stands behind each clause is shown with the one that is.",
                       "Diese Fassung ist nicht in Kraft. Was hinter jeder Zusage steht, zeigt die geltende."));
  return {};
}

Html facts_of(Document const& document) {
  Html rows;
  for (auto const& [label, value] : document.facts()) {
    auto const at = parse_rfc3339(value);  // the twin has it to the microsecond
    rows += fact(label, at ? minute(*at) : value);
  }
  return Html::element("dl", {{"class", "facts"}}, {rows});
}

/// By section, so that a reader of a hundred clauses finds one.
Html contents(Document const& document, std::vector<std::string> const& anchors, Language language) {
  Html items;
  for (std::size_t i = 0; i < document.sections.size(); ++i)
    items += Html::element("li", {link("#" + anchors[i], document.sections[i].heading)});
  return Html::element("details", {{"class", "contents"}},
                       {element("summary", say(language, "Sections", "Abschnitte")),
                        Html::element("ul", {{"class", "plain"}}, {items})});
}

std::string_view profile_title(std::string_view profile) {
  if (profile == "trueengage") return "TrueEngage";
  if (profile == "landbot") return "Landbot";
  return profile == "extension" ? "Extension" : profile;
}

Html sections(Document const& document, std::vector<std::string> const& anchors, Ground const& ground,
              TomPage const& page, Weeks const& weeks) {
  Html out;
  std::vector<std::string> footnotes;
  std::string_view profile;
  for (std::size_t i = 0; i < document.sections.size(); ++i) {
    auto const& one = document.sections[i];
    if (one.profile != profile) out += classed("p", "profile", profile_title(profile = one.profile));
    Html inside = element("h2", one.heading);
    for (auto const& clause : one.clauses) {
      auto const found = weeks.find(clause.id);
      Card const card{clause, page.in_force ? ground.board.find(clause.id) : nullptr,
                      found == weeks.end() ? nullptr : &found->second};
      inside += clause_card(card, ground, page.language, footnotes);
    }
    out += Html::element("section", {{"id", anchors[i]}}, {inside});
  }
  out += footnote_list(footnotes, ground, page.language);
  return out;
}

Html others(TomPage const& page) {
  Html out = other_language(page);
  out += Html::text(" · ");
  out += link("/trust/tom/history", say(page.language, "Versions and what changed", "Fassungen und Änderungen"));
  return classed("p", "others", out);
}

}  // namespace

std::string tom_html(Ground const& ground, TomPage const& page, Weeks const& weeks) {
  auto const document = make_document(ground.board, page.version, "all", page.language);
  std::vector<std::string> anchors;
  for (std::size_t i = 0; i < document.sections.size(); ++i) anchors.push_back("section-" + std::to_string(i + 1));
  Html main = element("h1", document.title());
  main += banner(page);
  main += facts_of(document);
  main += others(page);
  main += classed("p", "legend", document.legend());
  main += contents(document, anchors, page.language);
  main += sections(document, anchors, ground, page, weeks);
  return framed({here(page), document.title(), page.language, twin(page)}, ground, main);
}

std::string tom_json(Ground const& ground, TomPage const& page) {
  if (page.in_force) return to_json(ground.board, page.version, "all", page.language);
  auto words_only = ground.board;
  words_only.clauses.clear();  // the statuses are of the version in force
  return to_json(words_only, page.version, "all", page.language);
}

}  // namespace troth::trust

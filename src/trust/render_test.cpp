#include "trust/render.h"

#include <gtest/gtest.h>

#include "http/json.h"
#include "trust/tom_fixture.h"

namespace troth::trust {
namespace {

using catalogue::Catalogue;
using catalogue::Language;

/// One clause passes with evidence, the other runs otherwise than promised.
evidence::Board sample_board() {
  evidence::Board out;
  out.now = *parse_rfc3339("2026-12-02T10:20:30Z");
  out.tom_version = 3;
  out.origin = "log.example.com/eu-1/evidence/00/1";
  evidence::ClauseView passes, fails;
  passes.clause = Catalogue::built_in().find("TE-1.2");
  passes.stands = catalogue::EvidenceClass::proven;
  passes.status = evidence::Status::pass;
  passes.why = "It was attacked within its window and held.";
  passes.latest.emplace();
  passes.latest->index = 17;
  passes.latest->record.ended = *parse_rfc3339("2026-12-02T09:00:00Z");
  fails.clause = Catalogue::built_in().find("TE-7.4");
  fails.stands = catalogue::EvidenceClass::declared;
  fails.status = evidence::Status::fail;
  fails.drifted = {"log.seal_seconds"};
  out.clauses = {passes, fails};
  return out;
}

/// In the words of this build, or in others.
TomVersion sample_version(std::string const& sentence = {}) {
  auto text = sample_text();
  auto const& catalogue = Catalogue::built_in();
  text.clauses[0].canonical = sentence.empty()
                                  ? canonical(catalogue, *catalogue.find("TE-1.2"), {})
                                  : "troth-clause/v1\nid TE-1.2\nen " + sentence + "\nde Sieben Tage gehalten.\n";
  TomVersion out;
  out.number = text.number;
  out.effective_from = text.effective_from;
  out.published = out.holds_from = text.effective_from;
  out.index = 4;
  out.text = text.encode();
  out.hash = hash_of(out.text);
  return out;
}

bool has(std::string const& text, std::string_view part) { return text.find(part) != text.npos; }

TEST(Render, SaysWhatEachClauseRestsOnAndWhenItWasTested) {
  auto const version = sample_version();
  auto const text = to_markdown(sample_board(), &version, "all", Language::en);
  EXPECT_TRUE(has(text, "Version: 3 (effective)"));
  EXPECT_TRUE(has(text, version.hash));
  EXPECT_TRUE(has(text, "entry 4"));
  EXPECT_TRUE(has(text, "**TE-1.2 ")) << text;
  EXPECT_TRUE(has(text, "*tested · pass · newest test 2026-12-02 09:00 UTC*[^1]")) << text;
  EXPECT_TRUE(has(text, "[^1]: TE-1.2: entry 17 of the evidence log log.example.com/eu-1/evidence/00/1"));
  EXPECT_TRUE(has(text, "only stated · fail · runs otherwise than promised: log.seal\\_seconds"));
}

TEST(Render, NeverTakesTextForMarkup) {
  auto const version = sample_version("<script>alert(1)</script> *a* [x](http://example.com) & 'b' \"c\"");
  auto const html = to_html(sample_board(), &version, "all", Language::en);
  EXPECT_FALSE(has(html, "<script"));
  EXPECT_TRUE(has(html, "&lt;script&gt;"));
  auto const markdown = to_markdown(sample_board(), &version, "all", Language::en);
  for (auto at = markdown.find('<'); at != markdown.npos; at = markdown.find('<', at + 1))
    EXPECT_EQ(markdown[at - 1], '\\') << at;
  EXPECT_TRUE(has(markdown, "\\<script\\>"));
  EXPECT_FALSE(has(markdown, "[x](")) << "no link";
  auto const json = must(http::parse_json(to_json(sample_board(), &version, "all", Language::en)));
  EXPECT_TRUE(json.object()->at("clauses").array()->at(0).object()->at("sentence").text()->starts_with("<script>"));
}

TEST(Render, NoFormSumsUp) {
  auto const version = sample_version();
  for (auto language : {Language::en, Language::de}) {
    EXPECT_FALSE(has(to_markdown(sample_board(), &version, "all", language), "%"));
    EXPECT_FALSE(has(to_html(sample_board(), &version, "all", language), "%"));
    EXPECT_FALSE(has(to_json(sample_board(), &version, "all", language), "%"));
  }
}

TEST(Render, OfAVersionThatPromisedOtherwiseShowsNoResultOfToday) {
  auto const other = sample_version("Kept 7 days."), same = sample_version();
  auto board = sample_board();
  board.tom_version = 4;
  EXPECT_FALSE(has(to_markdown(board, &other, "all", Language::en), "· pass"));
  EXPECT_TRUE(has(to_markdown(board, &same, "all", Language::en), "tested · pass")) << "the same words";
}

TEST(Render, OfTheVersionInForceInOtherWordsThanThisBuildShowsNoPass) {
  auto const version = sample_version("Kept 7 days.");
  for (auto status : {evidence::Status::pass, evidence::Status::unproven, evidence::Status::inherited}) {
    auto board = sample_board();
    board.clauses[0].status = status;
    auto const json = must(http::parse_json(to_json(board, &version, "all", Language::en)));
    auto const& clauses = *json.object()->at("clauses").array();
    EXPECT_EQ(*clauses.at(0).object()->at("sentence").text(), "Kept 7 days.");
    EXPECT_EQ(*clauses.at(0).object()->at("status").text(), "stale");
    EXPECT_EQ(*clauses.at(0).object()->at("why").text(), evidence::kOtherWords);
    EXPECT_EQ(*clauses.at(1).object()->at("status").text(), "fail") << "other words wash nothing off";
  }
}

/// The promised sentence stands in no form once nobody vouches for it; what is true today does.
TEST(Render, OfALapsedAttestationSaysWhatIsTrueToday) {
  auto board = sample_board();
  board.clauses[0].status = evidence::Status::stale;
  board.clauses[0].instead =
      catalogue::Text{"This was attested until 2026-12-01 (C5, Example); nothing attests it today.",
                      "Dies war bis 2026-12-01 bestätigt (C5, Example); heute bestätigt es nichts."};
  auto const version = sample_version();
  for (auto const* one : {&version, static_cast<TomVersion const*>(nullptr)})
    for (auto language : {Language::en, Language::de}) {
      auto const promised = sentence(Catalogue::built_in(), *board.clauses[0].clause, {}, language);
      auto const words = promised.substr(0, promised.find_first_of("*_-(&'"));
      auto const json = must(http::parse_json(to_json(board, one, "all", language)));
      std::string shown;
      for (auto const& clause : *json.object()->at("clauses").array())
        if (*clause.object()->at("id").text() == "TE-1.2") shown = *clause.object()->at("sentence").text();
      EXPECT_EQ(shown, board.clauses[0].instead->in(language));
      for (auto const& text : {to_markdown(board, one, "all", language), to_html(board, one, "all", language)}) {
        EXPECT_TRUE(has(text, language == Language::de ? "heute bestätigt es nichts." : "nothing attests it today."));
        EXPECT_FALSE(has(text, words)) << words;
      }
    }
}

TEST(Render, CallsNothingTestedThatWasNot) {
  auto const version = sample_version();
  auto board = sample_board();
  board.clauses[0].latest.reset();
  board.clauses[0].status = evidence::Status::stale;
  EXPECT_TRUE(has(to_markdown(board, &version, "all", Language::en), "*not tested yet · stale*"));
}

TEST(Render, IsAlsoGerman) {
  auto const version = sample_version();
  auto const text = to_markdown(sample_board(), &version, "all", Language::de);
  EXPECT_TRUE(has(text, "# Technische und organisatorische Maßnahmen"));
  auto const other = sample_version("Kept 7 days.");
  EXPECT_TRUE(has(to_markdown(sample_board(), &other, "all", Language::de), "Sieben Tage gehalten."));
  EXPECT_TRUE(has(text, "geprüft · bestanden · zuletzt geprüft 2026-12-02 09:00 UTC"));
  EXPECT_TRUE(has(to_html(sample_board(), &version, "all", Language::de), "<html lang=\"de\">"));
}

TEST(Render, OfARehearsalIsTheCatalogueAndSaysSo) {
  auto const board = sample_board();
  auto const json = must(http::parse_json(to_json(board, nullptr, "trueengage", Language::en)));
  EXPECT_TRUE(*json.object()->at("rehearsal").boolean());
  std::size_t expected = 0;
  for (auto const& clause : Catalogue::built_in().clauses()) expected += clause.profile == "trueengage";
  EXPECT_EQ(json.object()->at("clauses").array()->size(), expected);
  EXPECT_TRUE(has(to_markdown(board, nullptr, "all", Language::en), "rehearsal: nothing is published yet"));
}

TEST(Render, HasItsOwnWordForEachHeadingOfTheCatalogue) {
  std::string english;
  for (auto const& clause : Catalogue::built_in().clauses())
    if (clause.section != "Infrastructure" &&
        to_markdown(sample_board(), nullptr, clause.profile, Language::de).find("\n### " + clause.section + "\n") !=
            std::string::npos)
      english += clause.section + "; ";
  EXPECT_EQ(english, "") << "give them to render_words.cpp";
}

}  // namespace
}  // namespace troth::trust

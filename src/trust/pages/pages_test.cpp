#include "trust/pages/pages.h"

#include <gtest/gtest.h>

#include "http/json.h"
#include "trust/pages/board_fixture.h"
#include "trust/pages/counts.h"

namespace troth::trust {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using Verdict = merkle::EvidenceRecord::Verdict;

bool has(std::string const& page, std::string_view text) { return page.find(text) != page.npos; }

/// The markup of one clause on a page that shows many.
std::string card(std::string const& page, std::string const& clause) {
  auto const from = page.find("<article id=\"" + clause + "\"");
  return from == page.npos ? std::string() : page.substr(from, page.find("</article>", from) - from);
}

std::string tom(Ground const& ground, Weeks const& weeks = {}) { return tom_html(ground, {}, weeks); }

TEST(Pages, APassShowsItsWordAndItsAge) {
  BoardFixture cell;
  cell.tested("TE-1.4", minutes(14));
  auto const shown = card(tom(cell.ground()), "TE-1.4");
  EXPECT_TRUE(has(shown, "<span class=\"badge ok\">pass</span>"));
  EXPECT_TRUE(has(shown, "title=\"2026-11-22 09:16 UTC\"><span class=\"ago\">14 min ago"));
}

TEST(Pages, APageGrowsStaleByItself) {
  BoardFixture cell;
  cell.tested("TE-1.4", minutes(14));
  cell.now += hours(25);
  auto const shown = card(tom(cell.ground()), "TE-1.4");
  EXPECT_TRUE(has(shown, "<span class=\"badge warn\">stale</span>"));
  EXPECT_TRUE(has(shown, "since <time"));
  EXPECT_FALSE(has(shown, "badge ok"));
}

TEST(Pages, WhatWasNeverTestedSaysSo) {
  auto const shown = card(tom(BoardFixture().ground()), "TE-1.4");
  EXPECT_TRUE(has(shown, "badge warn\">stale"));
  EXPECT_TRUE(has(shown, "never tested on this cell"));
  EXPECT_TRUE(has(shown, "no evidence in the last 12 months"));
}

TEST(Pages, APassTellsWhatOfItIsUnproven) {
  BoardFixture cell;
  cell.all_tested(minutes(14));
  auto const page = tom(cell.ground());
  EXPECT_TRUE(has(card(page, "TE-7.4"), "badge ok\">pass</span><span class=\"badge warn\">unproven: rollback, fork"));
  cell.running.witness = merkle::WitnessLevel::independent;
  EXPECT_FALSE(has(card(tom(cell.ground()), "TE-7.4"), "badge warn"));
}

TEST(Pages, OfALapsedAttestationSayWhatIsTrueToday) {
  auto const language = {Language::en, Language::de};
  for (bool withdrawn : {false, true}) {
    BoardFixture cell;
    cell.attested("TE-0.1", hours(24));
    ClausePage page;
    auto const shown = [&] {
      auto const ground = cell.ground();
      page.view = ground.board.find("TE-0.1");
      return std::vector{tom(ground), tom_json(ground, {}), tom_html(ground, {nullptr, true, Language::de}, {}),
                         clause_html(ground, page), clause_json(ground, page)};
    };
    std::vector<std::string> promised;
    for (auto one : language)
      promised.push_back(sentence(*cell.running.catalogue, *cell.running.catalogue->find("TE-0.1"), {}, one));
    auto const says = [&](std::string const& text, std::string_view english, std::string_view german) {
      return has(text, english) || has(text, german);
    };
    for (auto const& text : shown()) {
      EXPECT_TRUE(says(text, promised.at(0), promised.at(1)));
      EXPECT_FALSE(says(text, "nothing attests it today", "heute bestätigt es nichts"));
    }
    if (withdrawn)
      cell.attestations.at("TE-0.1").withdrawn = cell.now;
    else
      cell.now += hours(25);
    for (auto const& text : shown()) {
      EXPECT_FALSE(says(text, promised.at(0), promised.at(1)));
      EXPECT_TRUE(says(text, "nothing attests it today", "heute bestätigt es nichts"));
    }
  }
}

TEST(Pages, EachClauseIsInOneOfTheFourCounts) {
  BoardFixture cell;
  cell.tested("TE-1.4", minutes(14));
  cell.tested("TE-5.1", hours(6), Verdict::fail);
  cell.attested("TE-0.1", hours(24 * 100));
  auto const board = cell.board();
  auto const counts = Counts::of(board);
  EXPECT_EQ(counts.tested.number, 2u);
  EXPECT_EQ(counts.failing, 1u);
  EXPECT_EQ(counts.on_file.number, 1u);
  EXPECT_EQ(counts.tested.oldest, cell.now - hours(6));
  EXPECT_EQ(counts.tested.number + counts.on_file.number + counts.only_stated.number + counts.stale.number,
            board.clauses.size());
}

TEST(Pages, ADailyTestIsClaimedOnlyWhileItIsTrueOfAll) {
  BoardFixture cell;
  EXPECT_TRUE(has(home_html(cell.ground()), "No test counts at present"));
  cell.tested("TE-1.4", minutes(1));
  EXPECT_TRUE(has(home_html(cell.ground()), "Some tests have to be run again"));
  cell.all_tested(hours(23));
  EXPECT_TRUE(has(home_html(cell.ground()), "is tested every day"));
  cell.tested("TE-5.1", minutes(5), Verdict::fail);
  EXPECT_TRUE(has(home_html(cell.ground()), "1 promise does not hold at present"));
  EXPECT_FALSE(has(home_html(cell.ground()), "every day"));
}

TEST(Pages, TextOfPeopleIsNeverMarkup) {
  BoardFixture cell;
  cell.attested("TE-0.1", hours(24), "<script>alert(1)</script>");
  auto ground = cell.ground();
  ground.contact.company = "<img src=x>";
  for (auto const& page : {tom(ground), home_html(ground), contact_html(ground), log_html(ground)}) {
    EXPECT_FALSE(has(page, "<script>alert"));
    EXPECT_FALSE(has(page, "<img"));
  }
  EXPECT_TRUE(has(tom(ground), "&lt;script&gt;alert(1)&lt;/script&gt;"));
}

TEST(Pages, NoPageHasInlineStyleOrScriptOrAPercentage) {
  BoardFixture cell;
  cell.tested("TE-1.4", minutes(14));
  auto const ground = cell.ground();
  for (auto const& page : {tom(ground), home_html(ground), failures_html(ground, {}), log_html(ground),
                           verify_html(ground, "x"), duties_html(ground, {}), contact_html(ground)}) {
    EXPECT_FALSE(has(page, " style="));
    EXPECT_FALSE(has(page, "<style"));
    EXPECT_FALSE(has(page, "%"));
    EXPECT_EQ(page.find("<h1"), page.rfind("<h1"));
  }
}

TEST(Pages, TheTwinSaysTheSameWord) {
  BoardFixture cell;
  cell.tested("TE-1.4", hours(30));
  auto const ground = cell.ground();
  auto const parsed = http::parse_json(home_json(ground));
  ASSERT_TRUE(parsed);
  EXPECT_TRUE(has(home_json(ground), "\"id\":\"TE-1.4\",\"class\":\"proven\",\"status\":\"stale\",\"word\":\"stale\""));
  EXPECT_TRUE(has(tom_json(ground, {}), "\"rehearsal\":true"));
}

TEST(Pages, GermanIsMarkedAsGerman) {
  BoardFixture cell;
  cell.tested("TE-1.4", minutes(14));
  auto const page = tom_html(cell.ground(), {nullptr, true, Language::de}, {});
  EXPECT_TRUE(has(page, "<html lang=\"de\">"));
  EXPECT_TRUE(has(card(page, "TE-1.4"), "bestanden"));
  EXPECT_TRUE(has(card(page, "TE-1.4"), "<dl lang=\"en\">"));
}

TEST(Pages, ABarSaysInWordsWhatItShows) {
  auto const today = std::chrono::floor<std::chrono::days>(kNow).time_since_epoch().count();
  std::vector<evidence::Week> const weeks = {{"TE-1.4", today / 7 - 1, 7, 0}, {"TE-1.4", today / 7, 2, 1}};
  auto const bar = week_bar(weeks, kNow, Language::en).markup();
  EXPECT_TRUE(has(bar, "aria-label=\"failures on 1 day of the last 12 months; no evidence on 357 days\""));
  EXPECT_TRUE(has(bar, "class=\"fail\""));
  EXPECT_EQ(year_in_words(366, 0), "no failure in the last 12 months");
  EXPECT_EQ(year_in_words(26, 0), "no failure in the last 12 months; no evidence on 340 days");
}

TEST(Pages, SecurityTxtIsOnlyThereWithAContact) {
  auto ground = BoardFixture().ground();
  EXPECT_FALSE(security_txt(ground.contact, kNow));
  EXPECT_TRUE(has(contact_html(ground), "No security contact is set"));
  ground.contact = *Contact::parse(R"({"security":"security@example.com","trust_url":"https://trust.example.com"})");
  EXPECT_EQ(*security_txt(ground.contact, kNow),
            "Contact: mailto:security@example.com\nExpires: 2027-05-21T09:30:00Z\nPreferred-Languages: en, de\n"
            "Canonical: https://trust.example.com/.well-known/security.txt\n");
}

TEST(Contact, TakesOnlyAddressesThatMayStandInALink) {
  for (std::string_view bad : {"javascript:alert(1)", "http://example.com", "a@b@c", "@example.com", "a b@example.com",
                               "a@example.com?subject=x"})
    EXPECT_FALSE(Contact::parse("{\"security\":\"" + std::string(bad) + "\"}")) << bad;
  EXPECT_FALSE(Contact::parse(R"({"trust_url":"https://example.com/path"})"));
  EXPECT_FALSE(Contact::parse(R"({"securty":"a@example.com"})"));
  EXPECT_TRUE(Contact::parse("{}"));
}

}  // namespace
}  // namespace troth::trust

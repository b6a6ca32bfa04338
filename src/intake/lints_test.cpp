#include <gtest/gtest.h>

#include <algorithm>

#include "catalogue/catalogue.h"
#include "intake/intake.h"

namespace troth::intake {
namespace {

std::vector<Lint> lints(std::string_view text, std::string_view rule, std::string_view name = "tom.md") {
  auto const out = import(name, text);
  EXPECT_TRUE(out) << out.error().message;
  std::vector<Lint> found;
  if (out)
    for (auto const& lint : out->lints)
      if (lint.rule == rule) found.push_back(lint);
  return found;
}
std::vector<std::string> words(std::string_view text, std::string_view rule) {
  std::vector<std::string> out;
  for (auto const& lint : lints(text, rule)) out.push_back(lint.words);
  return out;
}
using Words = std::vector<std::string>;

TEST(Hedges, AreFoundOneByOne) {
  EXPECT_EQ(words("Doors may include hatches and may be shut, where appropriate, from time to time.", "hedge"),
            (Words{"may include", "may", "where appropriate", "from time to time"}));
  EXPECT_EQ(words("Guards are designed to be appropriate. Commercially recognised locks, as necessary.", "hedge"),
            (Words{"designed to", "appropriate", "commercially recognised", "as necessary"}));
}

TEST(Hedges, AreFoundInGerman) {
  EXPECT_EQ(
      words("Die Türen werden regelmäßig geprüft. Wächter können gegebenenfalls angemessene Lampen tragen, soweit "
            "möglich und in der Regel. Man kann klingeln.",
            "hedge"),
      (Words{"regelmäßig", "können", "gegebenenfalls", "angemessene", "soweit möglich", "in der regel", "kann"}));
}

/// The document that we publish ourselves is held to the same rule: each hedge became a number, or went.
TEST(Hedges, StandInNoSentenceOfOurOwnCatalogue) {
  auto const& catalogue = catalogue::Catalogue::built_in();
  for (auto const& clause : catalogue.clauses())
    for (auto language : {catalogue::Language::en, catalogue::Language::de})
      EXPECT_EQ(words("# Own\n\n" + sentence(catalogue, clause, {}, language) + "\n", "hedge"), Words{}) << clause.id;
}

TEST(Hedges, AMonthIsNone) {
  EXPECT_EQ(words("Checked on 5 May and in May 2026. Maybe inappropriately.", "hedge"), Words{});
}

TEST(Hedges, NameTheSentenceAndTheNumberThatIsMissing) {
  auto const found = lints("Locks are new. Access rights are reviewed periodically by their owners.", "hedge");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].sentence, "Access rights are reviewed periodically by their owners.");
  EXPECT_EQ(found[0].clause, "preamble-1");
  EXPECT_EQ(found[0].line, 1);
  EXPECT_EQ(found[0].severity, Severity::vague);
  auto const* parameter = catalogue::Catalogue::built_in().parameter(found[0].parameter);
  ASSERT_NE(parameter, nullptr) << found[0].parameter;
  EXPECT_NE(found[0].mend.find(parameter->id), std::string::npos);
}

TEST(Links, EmptyOrUnencryptedOnesAreNamed) {
  EXPECT_EQ(words("# A\n\nSee [our page]() and [more](#).\n\nOpen [this](http://example.com).\n", "empty-link"),
            (Words{"our page", "more"}));
  EXPECT_EQ(words("See http://example.com/x, please.", "link"), Words{"http://example.com/x"});
  EXPECT_EQ(words("See <https://example.com> please.", "empty-link"), Words{});
  auto const html = lints("<p>Go <a href='javascript:alert(1)'>there</a> now.</p>", "empty-link", "a.html");
  ASSERT_EQ(html.size(), 1u);
  EXPECT_EQ(html[0].says, "the link would run a script");
}

TEST(Links, AroundNothingAreNamedToo) {
  auto const found = lints("<p><a href='#'></a><ul><li><a href=''></a></ul><h2><a href='#'></a></h2><p>Doors shut.",
                           "empty-link", "a.html");
  EXPECT_EQ(found.size(), 3u);
}

TEST(Links, ALabelWithNothingBehindItIsNamed) {
  constexpr std::string_view text =
      "1. END\nWe have papers.\nRelated Papers:\nContact: doors@example.com\nPage:\nWe have "
      "more papers.\nLodge:\nGuards of Example GmbH\nYard:\n";
  Words found;
  for (auto const& lint : lints(text, "empty-link", "tom.txt")) found.push_back(lint.words);
  EXPECT_EQ(found, (Words{"Related Papers:", "Page:", "Yard:"}));
  EXPECT_EQ(words("# A\n\nWe have papers.\n\nRelated Papers:\nContact:\n", "empty-link"),
            (Words{"Related Papers:", "Contact:"}));
  EXPECT_EQ(words("We hold:\n\n- keys\n- lamps\n", "empty-link"), Words{});
}

TEST(Regions, AreComparedWithTheProvidersOwn) {
  auto const found = lints("All machines run at Google in Belgium (west-1).", "region");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].words, "west-1");
  EXPECT_EQ(found[0].mend, "write europe-west1 (st. ghislain, belgium)");
  EXPECT_EQ(words("All machines run at Google in Belgium (europe-west1).", "region"), Words{});
  EXPECT_EQ(words("All machines run at Google in Belgium (europe-west3).", "region"), Words{"europe-west3"});
  EXPECT_EQ(words("We use AWS eu-west-9.", "region"), Words{"eu-west-9"});
  EXPECT_EQ(words("We use Azure westeurope in Ireland.", "region"), Words{"westeurope"});
  EXPECT_EQ(words("The door faces west-1.", "region"), Words{});
  EXPECT_EQ(words("We rent from Google Cloud Engine.", "claim"), Words{"google cloud engine"});
}

TEST(Claims, ThatShouldBeStrongerOrWeakerAreNamed) {
  for (auto wrong :
       {"Passwords of guards are encrypted.", "Kennwörter sind verschlüsselt.", "Goods are encrypted with SHA-256.",
        "Transfers rest on the Privacy Shield.", "We use military-grade locks.", "Your goods are 100 % safe.",
        "A bank-level wall.", "Names are anonymised by hashing them.", "We speak SSL."}) {
    auto const found = lints(wrong, "claim");
    ASSERT_EQ(found.size(), 1u) << wrong;
    EXPECT_EQ(found[0].severity, Severity::wrong) << wrong;
  }
  for (auto right :
       {"Passwords are hashed with Argon2id, disks are encrypted.", "Goods are encrypted with AES-256-GCM.",
        "The Privacy Shield is void.", "We speak TLS 1.3.", "Wir verschlüsseln Daten mit TLS 1.2."})
    EXPECT_EQ(words(right, "claim"), Words{}) << right;
}

TEST(Claims, ANoticeNarrowerThanTheLawIsNamed) {
  EXPECT_EQ(words("We tell customers of confirmed incidents within 24 hours.", "claim"),
            Words{"confirmed ... incidents"});
  EXPECT_EQ(words("Within 72 hours of confirmation of a breach.", "claim"), Words{"confirmation ... breach"});
  EXPECT_EQ(words("Wir melden Datenschutzverletzungen unverzüglich.", "claim"),
            Words{"unverzüglich ... datenschutzverletzungen"});
  EXPECT_EQ(words("As Article 33(1) asks, we write a letter.", "claim"), Words{"article 33(1)"});
  EXPECT_EQ(words("We tell you of incidents without undue delay.", "claim"), Words{"undue delay ... incidents"});
  EXPECT_EQ(words("We tell you of incidents without undue delay, within 24 hours.", "claim"), Words{});
}

TEST(Dates, ThatReadTwoWaysAreNamed) {
  auto const found = lints("# A\n\nValid from 3.04.2026 on.", "date");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].words, "3.04.2026");
  EXPECT_EQ(found[0].says, "reads as 2026-04-03 or as 2026-03-04");
  EXPECT_EQ(words("From 06/07/2026 or 13.04.2026 or 4.4.2026 or 2026-04-03 or 1.2.3.4 on.", "date"),
            Words{"06/07/2026"});
}

TEST(Numbers, OfTimeAreMissedInTheWholeDocumentOnly) {
  EXPECT_EQ(lints("Walls stand. There are 7 of them.", "number").size(), 1u);
  for (auto text : {"Kept 7 days.", "Every six months.", "Made daily.", "Every night.", "Once a year.",
                    "A 72-hour notice.", "Binnen zwei Tagen."})
    EXPECT_EQ(lints(text, "number").size(), 0u) << text;
}

TEST(Scope, MissingOperationsAreNamed) {
  constexpr std::string_view list =
      "1. WORK\nWe do:\n- Collection;\n- Recording;\n- Storage;\n- Retrieval;\n- Use;\n"
      "- Restriction;\n- Erasure;\n- Destruction;\n- Organisation;\n- Structuring;\n";
  EXPECT_EQ(words(list, "scope"), (Words{"adaptation or alteration", "consultation", "disclosure by transmission",
                                         "dissemination or otherwise making available", "alignment or combination"}));
  EXPECT_EQ(words("We store and erase.", "scope"), Words{});
}

TEST(Contradictions, BetweenDocumentsAreNamed) {
  std::vector<Imported> both;
  both.push_back(
      *import("a.md",
              "Our servers stand at Google in Belgium. Backups are made daily and kept 7 days. We notify you "
              "of a breach within 48 hours."));
  both.push_back(*import("b.md",
                         "Our servers stand in Ireland. Backups are kept for two weeks. Breaches: we notify you within "
                         "2 days. Backups run every 24 hours."));
  auto const found = contradictions(both);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].words, "backup retention");
  EXPECT_EQ(found[0].says, "b.md says 336 h, a.md says 168 h (clause preamble-1)");
  EXPECT_EQ(found[1].words, "hosting place");
  EXPECT_EQ(found[1].sentence, "Our servers stand in Ireland.");
  EXPECT_TRUE(contradictions(std::span(both).first(1)).empty());
}

}  // namespace
}  // namespace troth::intake

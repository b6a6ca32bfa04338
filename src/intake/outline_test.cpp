#include "intake/outline.h"

#include <gtest/gtest.h>

#include "intake/text.h"

namespace troth::intake {
namespace {

using Ids = std::vector<std::string>;

Outline outlined(std::string_view name, std::string_view text) { return outline(read(name, text)); }
Ids ids(Outline const& outline) {
  Ids out;
  for (auto const& clause : outline.clauses) out.push_back(clause.id);
  return out;
}
ImportedClause const& clause(Outline const& outline, std::string_view id) {
  for (auto const& one : outline.clauses)
    if (one.id == id) return one;
  ADD_FAILURE() << "no clause " << id;
  return outline.clauses.front();
}

/// The shape of a numbered document that lost its layout: headings run into sentences, no blank lines.
constexpr std::string_view kNumbered = R"(Protective Measures of Example GmbH
Valid from: 3.04.2026
This document tells how Example GmbH guards what it is given.
Example GmbH holds:
- a certificate for its cellar;
- an attestation for its roof;
or what takes their place.
Further papers:
1. COVERAGEThese measures cover the storehouse.
Handling includes the steps:
- Collection;
- Storage;
- Retrieval;
- Erasure;
as the contract says.
Kinds of goods are named in the contract.
2. RULES
2.1 House Rules
Written rules govern:
- Doors;
- Keys;
2.2 Guards
Guards walk the yard.
They carry lamps.
2.3 Doors and windows are shut by the last guard who leaves the yard.
3. RETENTION
Goods stay only as long as needed to:
- Serve the customer;
- Obey the law.
Later they go.
)";

TEST(Outline, NumbersOfTheDocumentAreIds) {
  auto const out = outlined("measures.txt", kNumbered);
  EXPECT_EQ(out.title, "Protective Measures of Example GmbH");
  EXPECT_EQ(ids(out), (Ids{"preamble-1", "preamble-2.a", "preamble-2.b", "1", "1.a", "1.b", "1.c", "1.d", "1.p2",
                           "2.1.a", "2.1.b", "2.2", "2.3", "3"}));
  EXPECT_EQ(clause(out, "1").title, "COVERAGE");
  EXPECT_EQ(clause(out, "1").text, "These measures cover the storehouse.");
  EXPECT_EQ(clause(out, "2.2").title, "Guards");
  EXPECT_EQ(clause(out, "2.2").text, "Guards walk the yard. They carry lamps.");
  EXPECT_EQ(clause(out, "2.3").text, "Doors and windows are shut by the last guard who leaves the yard.");
  EXPECT_EQ(clause(out, "2.2").line, 23);
}

TEST(Outline, AnItemCarriesTheWordsThatLeadToIt) {
  auto const out = outlined("measures.txt", kNumbered);
  EXPECT_EQ(clause(out, "2.1.a").title, "Doors");
  EXPECT_EQ(clause(out, "2.1.b").text, "Written rules govern: Keys;");
}

TEST(Outline, TheEndOfAListsSentenceBelongsToTheList) {
  for (auto const& passage : outlined("measures.txt", kNumbered).passages) {
    if (passage.text == "as the contract says.") {
      EXPECT_EQ(passage.clause, "1");
    }
    if (passage.text == "or what takes their place.") {
      EXPECT_EQ(passage.clause, "preamble-2");
    }
  }
}

TEST(Outline, GroundsAndExamplesStayInTheirSentence) {
  auto const out = outlined("measures.txt", kNumbered);
  EXPECT_EQ(clause(out, "3").text,
            "Goods stay only as long as needed to: Serve the customer; Obey the law. Later they go.");
}

TEST(Outline, ALabelWithNothingBehindItIsNoClause) {
  int labels = 0;
  for (auto const& passage : outlined("measures.txt", kNumbered).passages) {
    EXPECT_EQ(passage.nothing_behind, passage.text == "Further papers:") << passage.text;
    labels += passage.nothing_behind;
  }
  EXPECT_EQ(labels, 1);
}

constexpr std::string_view kMarkdown = R"(## Our measures

### Introduction

We follow Article 32.

The storehouse is rented from [Example](https://example.com).

### Technical measures

1. The yard has a **wall**.
2. Gates open by role:
   - guards
   - cooks

3. Lamps burn all night.

### **Organisational measures**

1. We walk the wall.

### Also of note

- Dogs bark.
- Cats do not.
)";

TEST(Outline, NumberedListsOfMeasuresHaveLetters) {
  auto const out = outlined("measures.md", kMarkdown);
  EXPECT_EQ(out.title, "Our measures");
  EXPECT_EQ(ids(out),
            (Ids{"introduction-1", "introduction-2", "T1", "T2", "T3", "O1", "also-of-note.a", "also-of-note.b"}));
  EXPECT_EQ(clause(out, "T1").text, "The yard has a wall.");
  EXPECT_EQ(clause(out, "T2").text, "Gates open by role: guards cooks");
}

TEST(Outline, LooksTellMarkdownWithoutAnEnding) {
  EXPECT_EQ(ids(outlined("measures.txt", kMarkdown)), ids(outlined("measures.md", kMarkdown)));
}

constexpr std::string_view kHtml = R"(<!DOCTYPE html><html><head><title>x</title><style>p{}</style></head>
<body><script>if (1 < 2) document.write("<h1>no</h1>")</script>
<h1>Ma&szlig;nahmen</h1><h2>3. Zugang</h2><p>T&uuml;ren sind <b>zu</b>.<br>Fenster auch.
<h2>Technische Ma&#223;nahmen</h2><ol><li>Mauer</li><li>Tor<ul><li>aus Holz</ul></ol>
<p><strong>Hunde</strong></p><p>Sie bellen. <a href="https://example.com/hund">Mehr</a></p>
<table><tr><td>Lampen</td><td>brennen</td></tr></table>
</body></html>)";

TEST(Outline, HtmlIsReadWithoutRunningIt) {
  auto const out = outlined("page.html", kHtml);
  EXPECT_EQ(out.title, "Maßnahmen");
  EXPECT_EQ(ids(out), (Ids{"3", "T1", "T2", "hunde-1", "hunde.a"}));
  EXPECT_EQ(clause(out, "3").text, "Türen sind zu. Fenster auch.");
  EXPECT_EQ(clause(out, "T2").text, "Tor aus Holz");
  EXPECT_EQ(clause(out, "hunde.a").text, "Lampen brennen");
  for (auto const& passage : out.passages) {
    EXPECT_EQ(passage.text.find("no"), std::string::npos);
    if (passage.clause == "hunde-1") {
      ASSERT_EQ(passage.links.size(), 1u);
      EXPECT_EQ(passage.links.front().target, "https://example.com/hund");
    }
  }
}

TEST(Outline, TheSameTextGivesTheSameIds) {
  for (auto text : {kNumbered, kMarkdown, kHtml}) EXPECT_EQ(ids(outlined("a", text)), ids(outlined("a", text)));
}

/// Every id of `before` that is not of the section `touched` is in `after`, with the same text.
void survive(Outline const& before, Outline const& after, std::string const& touched) {
  for (auto const& one : before.clauses) {
    if (one.section == touched) continue;
    EXPECT_EQ(clause(after, one.id).text, one.text) << one.id;
  }
}

TEST(Outline, AnIdSurvivesAnEditElsewhere) {
  auto edited = std::string(kMarkdown);
  edited.insert(edited.find("### Technical"), "A new paragraph.\n\n### Tradition\n\n1. First\n2. Second\n\n");
  survive(outlined("m.md", kMarkdown), outlined("m.md", edited), "Introduction");
  edited = kNumbered;
  edited.replace(edited.find("- Doors;\n"), 9, "- Gates;\n- Hatches;\n- Doors;\n");
  survive(outlined("m.txt", kNumbered), outlined("m.txt", edited), "House Rules");
}

TEST(Outline, IdsAreUnique) {
  auto const out = outlined("m.md", "# A\n\none\n\n# A\n\ntwo\n\n# 2.1 B\n\nx\n\n# 2.1 C\n\ny\n");
  EXPECT_EQ(ids(out), (Ids{"a-1", "a-2-1", "2.1", "2.1~2"}));
}

TEST(Text, SlugsAreAscii) {
  EXPECT_EQ(slug("Zugriffs- und Zutrittskontrolle für Größen aller Art"), "zugriffs-und-zutrittskontrolle-fuer");
  EXPECT_EQ(slug("!!"), "");
}

TEST(Text, SentencesEndWhereTheyEnd) {
  EXPECT_EQ(sentences("We follow Art. 32 GDPR, e.g. daily. From 1.06.2026 on. Yes; no"),
            (std::vector<std::string>{"We follow Art. 32 GDPR, e.g. daily.", "From 1.06.2026 on.", "Yes;", "no"}));
}

TEST(Text, WhatATerminalObeysIsDropped) {
  EXPECT_EQ(tidy("a\x1b[31mb\xc2\x9b"
                 "c\xe2\x80\xae"
                 "d\x7f"),
            "a[31mbcd");
}

TEST(Text, PhrasesAreWholeWords) {
  EXPECT_TRUE(has("it may be", "may"));
  EXPECT_FALSE(has("maybe it is", "may"));
  EXPECT_TRUE(has("data is encrypted.", "encrypt*"));
  EXPECT_FALSE(has("unencrypted", "encrypt*"));
  EXPECT_FALSE(has("kannä", "kann"));
}

}  // namespace
}  // namespace troth::intake

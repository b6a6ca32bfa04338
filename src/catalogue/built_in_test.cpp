#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "catalogue/files.h"

namespace troth::catalogue {
namespace {

/// The ids of the two documents in their order, from the numbering of the documents themselves.
std::vector<std::string> expected_ids() {
  constexpr std::pair<int, int> kNumbered[] = {{0, 4}, {1, 14}, {2, 1}};
  constexpr std::pair<int, int> kRest[] = {{3, 5}, {4, 4}, {5, 3},  {6, 4},  {7, 4},
                                           {8, 4}, {9, 4}, {10, 3}, {11, 4}, {12, 3}};
  std::vector<std::string> out;
  auto const number = [&](int section, int from, int to) {
    for (int i = from; i <= to; ++i) out.push_back("TE-" + std::to_string(section) + "." + std::to_string(i));
  };
  for (auto [section, last] : kNumbered) number(section, 1, last);
  for (char c = 'a'; c <= 'k'; ++c) out.push_back(std::string("TE-2.2") + c);
  number(2, 3, 5);
  for (auto [section, last] : kRest) number(section, 1, last);
  out.push_back("TE-13");
  for (char c = 'a'; c <= 'f'; ++c) out.push_back(std::string("TE-14") + c);
  out.push_back("TE-15");
  out.push_back("LB-0");
  for (int i = 1; i <= 9; ++i) out.push_back("LB-T" + std::to_string(i));
  for (int i = 1; i <= 10; ++i) out.push_back("LB-O" + std::to_string(i));
  return out;
}

TEST(BuiltIn, Loads) {
  auto const out = Catalogue::load(files());
  ASSERT_TRUE(out) << out.error().message << " (" << out.error().at << ") " << out.error().detail;
  EXPECT_EQ(&Catalogue::built_in(), &Catalogue::built_in());
}

TEST(BuiltIn, HasEveryClauseOfTheTwoDocumentsInItsRow) {
  auto const& clauses = Catalogue::built_in().clauses();
  auto const ids = expected_ids();
  ASSERT_EQ(ids.size(), 99u);
  ASSERT_GE(clauses.size(), 99u);
  for (std::size_t i = 0; i < 99; ++i) {
    EXPECT_EQ(clauses[i].id, ids[i]);
    EXPECT_EQ(clauses[i].profile, i < 79 ? "trueengage" : "landbot");
    EXPECT_EQ(clauses[i].row, static_cast<int>(i < 79 ? i + 1 : i - 78));
  }
  for (std::size_t i = 99; i < clauses.size(); ++i) EXPECT_EQ(clauses[i].profile, "extension");
}

/// What the product enforces and attacks today. A clause that is added here needs a probe; one that leaves, a reason.
TEST(BuiltIn, SaysProvenOfTheseAndNoOthers) {
  std::set<std::string> const expected = {
      "TE-0.3", "TE-0.4", "TE-1.1",  "TE-1.14", "TE-1.2",  "TE-1.3",  "TE-1.4",  "TE-1.5",  "TE-1.6", "TE-1.7",
      "TE-1.8", "TE-1.9", "TE-1.10", "TE-1.11", "TE-1.12", "TE-1.13", "TE-12.2", "TE-12.3", "TE-3.1", "TE-4.3",
      "TE-5.1", "TE-5.2", "TE-5.3",  "TE-7.1",  "TE-7.4",  "TE-12.1", "TE-14c",  "TE-14d",  "LB-T3"};
  std::set<std::string> proven, inherited;
  for (auto const& clause : Catalogue::built_in().clauses()) {
    if (clause.profile == "extension") continue;
    if (clause.stands == EvidenceClass::proven) proven.insert(clause.id);
    if (clause.stands == EvidenceClass::inherited) inherited.insert(clause.id);
  }
  EXPECT_EQ(proven, expected);
  EXPECT_EQ(inherited, (std::set<std::string>{"TE-0.1", "TE-0.2", "TE-4.1", "TE-10.2", "LB-0", "LB-T1"}));
}

TEST(BuiltIn, AClauseStandsInTwoLanguagesThatDiffer) {
  for (auto const& clause : Catalogue::built_in().clauses()) {
    EXPECT_NE(clause.sentence.en, clause.sentence.de) << clause.id;
    EXPECT_LE(clause.title.en.size(), 80u) << clause.id;
  }
}

TEST(BuiltIn, EveryPromiseIsNamedBySomeClause) {
  auto const& catalogue = Catalogue::built_in();
  for (auto const& parameter : catalogue.parameters())
    EXPECT_TRUE(std::any_of(catalogue.clauses().begin(), catalogue.clauses().end(), [&](Clause const& clause) {
      auto const& listed = clause.parameters;
      return std::find(listed.begin(), listed.end(), parameter.id) != listed.end();
    })) << parameter.id;
}

TEST(BuiltIn, PromisesTheNumbersOfTheTradeUnlessAVersionSaysOtherwise) {
  std::map<std::string, std::int64_t> const usual = {{"backup.interval_hours", 24},
                                                     {"backup.keep_days", 7},
                                                     {"drill.restore_hours", 26},
                                                     {"drill.cell_days", 182},
                                                     {"notice.customer_hours", 48},
                                                     {"notice.authority_hours", 72},
                                                     {"dsar.months", 1},
                                                     {"retention.delete_hours", 24},
                                                     {"retention.log_min_days", 180},
                                                     {"review.privileged_days", 90},
                                                     {"review.other_days", 180},
                                                     {"review.answer_days", 14},
                                                     {"leaver.hours", 24},
                                                     {"notice.subprocessor_days", 30},
                                                     {"tom.notice_days", 30},
                                                     {"token.days_max", 90},
                                                     {"tls.floor", 12}};
  for (auto const& [id, value] : usual) {
    auto const* parameter = Catalogue::built_in().parameter(id);
    ASSERT_NE(parameter, nullptr) << id;
    EXPECT_EQ(parameter->value, value) << id;
  }
}

TEST(BuiltIn, EveryClauseStandsInAnotherFrameworkToo) {
  for (auto const& clause : Catalogue::built_in().clauses()) {
    auto const& maps = clause.maps;
    auto const count = maps.gdpr.size() + maps.iso27001.size() + maps.soc2.size() + maps.csf.size();
    EXPECT_GE(count, clause.profile == "extension" ? 1u : 2u) << clause.id;
  }
}

TEST(BuiltIn, PromisesWhatTheCellCanMeasure) {
  std::set<std::string> const running = {"log.seal_seconds",    "log.refusals_single_per_minute",
                                         "tls.floor",           "token.days_max",
                                         "first_admin.minutes", "epoch.hours",
                                         "grant.seconds",       "discovery.hours",
                                         "keys.cached_seconds", "import.chunk_bytes_max"};
  for (auto const& parameter : Catalogue::built_in().parameters()) {
    if (!parameter.running.empty()) {
      EXPECT_TRUE(running.contains(parameter.running)) << parameter.id;
    }
    if (running.contains(parameter.id)) {
      EXPECT_EQ(parameter.running, parameter.id);
    }
  }
}

TEST(BuiltIn, NoSentenceKeepsABrace) {
  auto const& catalogue = Catalogue::built_in();
  for (auto const& clause : catalogue.clauses()) {
    auto const text = canonical(catalogue, clause, {});
    EXPECT_EQ(text.find_first_of("{}"), text.npos) << text;
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 5) << text;
  }
}

}  // namespace
}  // namespace troth::catalogue

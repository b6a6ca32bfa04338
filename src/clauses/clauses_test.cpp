#include "clauses/clauses.h"

#include <gtest/gtest.h>

#include <set>

#include "catalogue/catalogue.h"

namespace troth::clauses {
namespace {

/// The ids in braces, in their order.
std::vector<std::string> parameters_in(std::string_view sentence) {
  std::vector<std::string> out;
  for (auto from = sentence.find('{'); from != sentence.npos; from = sentence.find('{', from + 1)) {
    auto const end = sentence.find('}', from);
    if (end == sentence.npos) break;
    out.emplace_back(sentence.substr(from + 1, end - from - 1));
  }
  return out;
}

class EachProbe : public testing::TestWithParam<probe::Probe const*> {};

TEST_P(EachProbe, BelongsToAClauseThatStandsAsProven) {
  auto const* clause = catalogue::Catalogue::built_in().find(GetParam()->clause);
  ASSERT_NE(clause, nullptr) << "the catalogue knows no such clause";
  EXPECT_EQ(clause->stands, catalogue::EvidenceClass::proven);
}

TEST_P(EachProbe, QuotesTheSentenceOfTheCatalogue) {
  auto const* clause = catalogue::Catalogue::built_in().find(GetParam()->clause);
  ASSERT_NE(clause, nullptr);
  EXPECT_EQ(GetParam()->sentence, clause->sentence.en);
}

TEST_P(EachProbe, NamesParametersThatThereAre) {
  auto const& known = catalogue::Catalogue::built_in();
  auto const* clause = known.find(GetParam()->clause);
  ASSERT_NE(clause, nullptr);
  auto const named = parameters_in(GetParam()->sentence);
  EXPECT_EQ(named, clause->parameters);
  for (auto const& id : named) EXPECT_NE(known.parameter(id), nullptr) << id;
}

TEST_P(EachProbe, HasAWindowOfAYearAtMost) {
  EXPECT_GT(GetParam()->window, std::chrono::minutes(0));
  EXPECT_LE(GetParam()->window, std::chrono::days(366));
}

TEST_P(EachProbe, SaysWhatItDoes) {
  for (auto text : {GetParam()->hypothesis, GetParam()->attack, GetParam()->oracle, GetParam()->passes}) {
    EXPECT_GT(text.size(), 40u);
    EXPECT_TRUE(text.ends_with('.')) << text;
  }
  EXPECT_NE(GetParam()->run, nullptr);
}

TEST_P(EachProbe, HasAPlantedBugThatMustTurnItRed) {
  EXPECT_FALSE(GetParam()->mutants.empty());
  std::set<std::string_view> const names(GetParam()->mutants.begin(), GetParam()->mutants.end());
  EXPECT_EQ(names.size(), GetParam()->mutants.size());
}

TEST_P(EachProbe, IsFoundByItsClause) { EXPECT_EQ(find(GetParam()->clause), GetParam()); }

std::string name_of(testing::TestParamInfo<probe::Probe const*> const& info) {
  std::string out(info.param->clause);
  for (char& c : out)
    if (c == '-' || c == '.') c = '_';
  return out;
}

INSTANTIATE_TEST_SUITE_P(Clauses, EachProbe, testing::ValuesIn(all().begin(), all().end()), name_of);

TEST(Clauses, FindsNoProbeOfAClauseThatHasNone) { EXPECT_EQ(find("TE-0.0"), nullptr); }

TEST(Clauses, EveryClauseThatStandsAsProvenHasAProbe) {
  for (auto const& clause : catalogue::Catalogue::built_in().clauses()) {
    bool const missing = clause.stands == catalogue::EvidenceClass::proven && find(clause.id) == nullptr;
    EXPECT_FALSE(missing) << clause.id;
  }
}

}  // namespace
}  // namespace troth::clauses

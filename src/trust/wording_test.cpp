#include "trust/wording.h"

#include <gtest/gtest.h>

namespace troth::trust {
namespace {

using Stricter = catalogue::Parameter::Stricter;

/// One clause with a number of days and a count.
TomText text_of(std::string const& en, std::int64_t days, std::int64_t count = 3, std::string const& de = "Gleich.") {
  TomText out;
  out.clauses = {
      {"X-1", catalogue::EvidenceClass::declared, "troth-clause/v1\nid X-1\nen " + en + "\nde " + de + "\n"}};
  out.parameters = {{"x.days", days, "d", Stricter::lower, {"X-1"}},
                    {"x.count", count, "count", Stricter::lower, {"X-1"}}};
  return out;
}

bool same(TomText const& from, TomText const& to) { return same_words(from.clauses[0], from, to.clauses[0], to); }

TEST(Wording, IsTheSameWhereOnlyItsOwnNumbersChange) {
  EXPECT_TRUE(same(text_of("Kept 7 days.", 7), text_of("Kept 7 days.", 7)));
  EXPECT_TRUE(same(text_of("Kept 7 days.", 7), text_of("Kept 70 days.", 70)));
  EXPECT_TRUE(same(text_of("Kept 7 days.", 7), text_of("Kept 1 day.", 1)));
  EXPECT_TRUE(same(text_of("At most 3 of 7 days.", 7), text_of("At most 2 of 5 days.", 5, 2)));
  EXPECT_TRUE(same(text_of("Kept 7 days, told in 7 days.", 7), text_of("Kept 5 days, told in 7 days.", 5)))
      << "a number of its own words stays";
  EXPECT_TRUE(same(text_of("A.", 7, 3, "Über 7 Tage."), text_of("A.", 1, 3, "Über 1 Tag.")));
}

TEST(Wording, IsAnotherWhereAnythingElseChanges) {
  auto const from = text_of("Kept 7 days.", 7);
  EXPECT_FALSE(same(from, text_of("Kept about 7 days.", 7)));
  EXPECT_FALSE(same(from, text_of("Kept 7 days", 7)));
  EXPECT_FALSE(same(from, text_of("Kept 7 days. ", 7)));
  EXPECT_FALSE(same(from, text_of("Kept 8 days.", 7))) << "a number that the parameter does not have";
  EXPECT_FALSE(same(from, text_of("Kept 7 weeks.", 5)));
  EXPECT_FALSE(same(from, text_of("Kept.", 5)));
  EXPECT_FALSE(same(text_of("A.", 7), text_of("A.", 7, 3, "Anders."))) << "German counts as much";
}

TEST(Wording, HidesNoNumberBehindThePartOfAnother) {
  EXPECT_FALSE(same(text_of("Kept 17 days.", 7), text_of("Kept 15 days.", 5)));
  EXPECT_FALSE(same(text_of("For 30 people.", 7, 3), text_of("For 90 people.", 7, 9)));
}

TEST(Wording, TakesNoNumberOfAnotherClauseForItsOwn) {
  auto from = text_of("Kept 7 days.", 7), to = text_of("Kept 5 days.", 5);
  from.parameters[0].clauses = to.parameters[0].clauses = {"X-2"};
  EXPECT_FALSE(same(from, to));
  to = text_of("Kept 5 days.", 5);
  to.parameters[0].unit = "h";
  EXPECT_FALSE(same(text_of("Kept 7 days.", 7), to));
}

}  // namespace
}  // namespace troth::trust

#include "trust/degradation.h"

#include <gtest/gtest.h>

#include <functional>

#include "trust/tom_fixture.h"

namespace troth::trust {
namespace {

using catalogue::EvidenceClass;
using Stricter = catalogue::Parameter::Stricter;
using Change = std::function<void(TomText&)>;

std::vector<std::string> told(std::vector<Degradation> const& found) {
  std::vector<std::string> out;
  for (auto const& one : found) out.push_back(one.clause + ": " + one.what);
  return out;
}

std::vector<std::string> after(Change const& change) {
  auto const from = sample_text();
  auto to = from;
  change(to);
  return told(degradations(from, to));
}

TEST(Degradation, IsNothingWhereNothingChanged) {
  EXPECT_TRUE(after([](TomText&) {}).empty());
}

TEST(Degradation, TellsEachWayOfTakingAway) {
  std::pair<Change, std::string> const kCases[] = {
      {[](TomText& t) { t.clauses.erase(t.clauses.begin()); }, "TE-1.2: the clause is left out"},
      {[](TomText& t) { t.clauses[0].stands = EvidenceClass::declared; },
       "TE-1.2: class is weaker: declared, was proven"},
      {[](TomText& t) {
         t.clauses[1].stands = EvidenceClass::not_covered;
         t.accepted.push_back("TE-7.4");
       },
       "TE-7.4: is newly accepted as not covered, was declared"},
      {[](TomText& t) { t.parameters[0].value = 11; }, "TE-7.4: log.seal_seconds is weaker: 11 s, was 10 s"},
      {[](TomText& t) { t.parameters[1].value = 6; }, "TE-7.4: backup.copies is weaker: 6, was 7"},
      {[](TomText& t) { t.parameters[2].value = 6; }, "TE-1.2: backup.keep_days is another promise: 6 d, was 7 d"},
      {[](TomText& t) { t.parameters[2].value = 8; }, "TE-1.2: backup.keep_days is another promise: 8 d, was 7 d"},
      {[](TomText& t) { t.parameters[0].unit = "min"; },
       "TE-7.4: log.seal_seconds is another promise: 10 min, was 10 s"},
      {[](TomText& t) { t.parameters[1].stricter = Stricter::lower; },
       "TE-7.4: backup.copies is another promise: 7, was 7"},
      {[](TomText& t) { t.parameters.pop_back(); }, "TE-1.2: backup.keep_days is promised no more, was 7 d"},
      {[](TomText& t) { t.clauses[1].canonical = "troth-clause/v1\nid TE-7.4\nen Sealed, mostly.\nde Versiegelt.\n"; },
       "TE-7.4: the wording changed"},
  };
  for (auto const& [change, expected] : kCases) EXPECT_EQ(after(change), std::vector{expected});
}

TEST(Degradation, IsNoneWhereAPromiseGrows) {
  Change const kCases[] = {
      [](TomText& t) { t.parameters[0].value = 5; },
      [](TomText& t) { t.parameters[1].value = 9; },
      [](TomText& t) { t.clauses[1].stands = EvidenceClass::recorded; },
      [](TomText& t) {
        t.clauses.push_back({"X-1", EvidenceClass::not_covered, "id X-1\nen New.\nde Neu.\n"});
      },
      [](TomText& t) { t.profiles.push_back("extension"); },
  };
  for (auto const& change : kCases) EXPECT_EQ(after(change), std::vector<std::string>());
}

TEST(Degradation, OfAClauseThatIsLeftOutIsToldOnceWithoutItsNumbers) {
  EXPECT_EQ(after([](TomText& t) {
              t.clauses.pop_back();
              t.parameters.erase(t.parameters.begin(), t.parameters.begin() + 2);
            }),
            std::vector<std::string>{"TE-7.4: the clause is left out"});
}

TEST(Degradation, OfATextThatCannotBeReadIsAssumed) {
  TomVersion good, bad;
  good.text = sample_text().encode();
  bad.text = "troth-tom/v2\n";
  EXPECT_TRUE(degradations(good, good).empty());
  EXPECT_EQ(degradations(good, bad).size(), 1u);
  EXPECT_EQ(degradations(bad, good).size(), 1u);
}

TEST(Degradation, TakesTwoApproversAndTheNoticeThatThePresentVersionPromises) {
  auto text = sample_text();
  EXPECT_EQ(approvals_needed({}), 1u);
  EXPECT_EQ(approvals_needed({{"TE-1.2", "the clause is left out"}}), 2u);
  EXPECT_EQ(notice_of(text), std::chrono::days(30));
  text.parameters.push_back({"tom.notice_days", 60, "d", Stricter::higher, {"TE-1.2"}});
  EXPECT_EQ(notice_of(text), std::chrono::days(60));
}

TEST(Degradation, HasANoticeThatNoNumberTurnsIntoNone) {
  auto text = sample_text();
  text.parameters.push_back({"tom.notice_days", 0, "d", Stricter::higher, {"TE-1.2"}});
  for (std::int64_t days : {std::int64_t{100'000'000}, std::int64_t{1'000'000'000}, INT64_MAX}) {
    text.parameters.back().value = days;
    EXPECT_EQ(notice_of(text), std::chrono::days(36'525)) << days;
  }
}

TEST(Changes, TellWhatIsNewOrStricter) {
  auto const from = sample_text();
  auto to = from;
  to.clauses[1].stands = EvidenceClass::recorded;
  to.clauses.push_back({"X-1", EvidenceClass::declared, "id X-1\nen New.\nde Neu.\n"});
  to.parameters[0].value = 5;
  EXPECT_EQ(told(changes(from, to)), (std::vector<std::string>{"TE-7.4: class is stronger: recorded, was declared",
                                                               "X-1: the clause is new: declared",
                                                               "TE-7.4: log.seal_seconds is stricter: 5 s, was 10 s"}));
}

}  // namespace
}  // namespace troth::trust

#include "evidence/calendar.h"

#include "evidence/evidence_fixture.h"

namespace troth::evidence {
namespace {

using std::chrono::days;
using std::chrono::hours;

class CalendarTest : public EvidenceHouse {
 protected:
  /// A run of its own, after the one before it is over.
  void verdict(std::string const& clause, Verdict verdict) {
    pass(std::chrono::minutes(16));
    filed_alone(body(clause, verdict));
  }
  /// "clause:days/failed ...", in the order in which it is told.
  std::string told(Calendar& calendar, store::Reader& snapshot) {
    std::string out;
    for (auto const& week : must(calendar.weeks(snapshot, now())))
      out += week.clause + ":" + std::to_string(week.days) + "/" + std::to_string(week.failed_days) + " ";
    return out;
  }
  std::string told() { return told(kept_, *house().snapshot()); }
  /// What somebody says who has never read before.
  std::string anew() {
    Calendar fresh;
    return told(fresh, *house().snapshot());
  }
  Calendar kept_;
};

TEST_F(CalendarTest, TellsOfEachVerdictAtOnce) {
  EXPECT_EQ(told(), "");
  verdict("TE-1", Verdict::pass);
  EXPECT_EQ(told(), "TE-1:1/0 ");
  verdict("TE-1", Verdict::fail);
  EXPECT_EQ(told(), "TE-1:1/1 ");
  verdict("TE-7.4", Verdict::pass);
  EXPECT_EQ(told(), "TE-1:1/1 TE-7.4:1/0 ");
  EXPECT_EQ(told(), anew());
}

TEST_F(CalendarTest, GoesOnOverDaysAndForgetsWhatIsOlderThanAYear) {
  verdict("TE-7.4", Verdict::fail);
  EXPECT_EQ(told(), "TE-7.4:1/1 ");
  for (int day = 0; day < 15; ++day) {
    pass(days(1));
    verdict("TE-1", Verdict::pass);
    EXPECT_EQ(told(), anew()) << day;
  }
  pass(days(365));
  EXPECT_EQ(told(), "TE-1:1/0 ") << "without a new verdict";
  EXPECT_EQ(told(), anew());
  pass(-days(3));
  EXPECT_EQ(told(), anew()) << "the clock was set back";
}

TEST_F(CalendarTest, AnOlderSnapshotIsToldOfItself) {
  verdict("TE-1", Verdict::pass);
  auto const before = house().snapshot();
  verdict("TE-1", Verdict::fail);
  EXPECT_EQ(told(), "TE-1:1/1 ");
  EXPECT_EQ(told(kept_, *before), "TE-1:1/0 ");
  EXPECT_EQ(told(), "TE-1:1/1 ");
}

}  // namespace
}  // namespace troth::evidence

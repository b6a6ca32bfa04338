#include "evidence/board.h"

#include "evidence/evidence_fixture.h"

namespace troth::evidence {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

class BoardTest : public EvidenceHouse {
 protected:
  std::int64_t verdict(std::string const& clause, Verdict verdict) { return filed_alone(body(clause, verdict)); }
  std::optional<Opened> opened(std::int64_t number) { return must(observations(*house().snapshot(), number, now())); }
  std::vector<Failure> all_failures() { return must(failures(*house().snapshot(), Time{}, 100)).shown; }
};

TEST_F(BoardTest, HasEveryClauseInItsOrderAndSaysWhatItRestsOn) {
  auto const out = board();
  ASSERT_EQ(out.clauses.size(), 5u);
  EXPECT_EQ(out.clauses[0].clause->id, "TE-7.4");
  EXPECT_EQ(out.tom, "rehearsal");
  EXPECT_EQ(out.promises.at("backup.keep_days"), 7);
  EXPECT_EQ(out.build, running_.build);
  EXPECT_FALSE(out.last_failure);
  EXPECT_EQ(out.find("TE-99"), nullptr);
}

TEST_F(BoardTest, NothingIsAPassWithoutEvidence) {
  EXPECT_EQ(status("TE-1"), Status::stale);
  EXPECT_EQ(status("TE-2"), Status::declared);
  EXPECT_EQ(status("TE-3"), Status::declared);
  EXPECT_EQ(status("TE-4"), Status::not_covered);
  for (auto const& view : board().clauses) EXPECT_FALSE(view.why.empty()) << view.clause->id;
}

TEST_F(BoardTest, FreshEvidenceOfThisCellIsAPassUntilItsWindowEnds) {
  verdict("TE-1", Verdict::pass);
  EXPECT_EQ(status("TE-1"), Status::pass);
  pass(hours(24) - minutes(1));
  EXPECT_EQ(status("TE-1"), Status::pass);
  EXPECT_EQ(view("TE-1").age, hours(24) - minutes(1));
  pass(minutes(1));
  EXPECT_EQ(status("TE-1"), Status::stale) << "at the moment its window ends, without anybody doing a thing";
}

TEST_F(BoardTest, AnythingElseThanWhatWasTestedIsStaleAtOnce) {
  verdict("TE-1", Verdict::pass);
  auto const was = running_;
  auto stale = [&](auto change) {
    running_ = was;
    change(running_);
    return status("TE-1") == Status::stale;
  };
  EXPECT_TRUE(stale([](Running& r) { r.build = digest_of("another"); }));
  EXPECT_TRUE(stale([](Running& r) { r.config = digest_of("another"); }));
  EXPECT_TRUE(stale([](Running& r) { r.origin = "log.example.com/eu-2/evidence/00ff/1"; }));
  EXPECT_TRUE(stale([](Running& r) {
    r.version = [](store::Reader&, Time) -> Result<std::optional<InForce>> {
      return std::optional(InForce{1, std::string(64, 'a'), {}});
    };
  }));
  EXPECT_FALSE(stale([](Running& r) { r.origin = "log.example.com/eu-1/evidence/00ff/2"; })) << "the log's next epoch";
}

TEST_F(BoardTest, AnotherNumberOfItsOwnIsAnotherClause) {
  verdict("TE-1", Verdict::pass);
  running_.values["tls.floor"] = 13;
  running_.version = [](store::Reader&, Time) -> Result<std::optional<InForce>> {
    return std::optional(InForce{0, "rehearsal", {{"tls.floor", 13}}});
  };
  EXPECT_EQ(status("TE-1"), Status::stale);
}

TEST_F(BoardTest, WhatNoManifestShowsToGoRedIsUnproven) {
  verdict("TE-1", Verdict::pass);
  running_.mutants.clear();
  EXPECT_EQ(status("TE-1"), Status::unproven);
}

TEST_F(BoardTest, AFailureStaysRedUntilAPass) {
  for (auto bad : {Verdict::fail, Verdict::error}) {
    verdict("TE-1", bad);
    EXPECT_EQ(status("TE-1"), Status::fail);
    pass(days(2));
    EXPECT_EQ(status("TE-1"), Status::fail) << "it does not fade into stale";
    auto const was = running_;
    running_.build = digest_of("another");
    running_.mutants.clear();
    EXPECT_EQ(status("TE-1"), Status::fail) << "and a new build does not wash it off";
    running_ = was;
    verdict("TE-1", Verdict::pass);
    EXPECT_EQ(status("TE-1"), Status::pass);
    pass(minutes(1));
  }
}

TEST_F(BoardTest, AWeakerRunningValueIsRedWhateverTheEvidence) {
  verdict("TE-7.4", Verdict::pass);
  verdict("TE-1", Verdict::pass);
  running_.values["log.seal_seconds"] = 11;
  auto const red = view("TE-7.4");
  EXPECT_EQ(red.status, Status::fail);
  EXPECT_EQ(red.drifted, std::vector<std::string>{"log.seal_seconds"});
  running_.values["log.seal_seconds"] = 1;
  EXPECT_EQ(status("TE-7.4"), Status::pass) << "stricter is no drift";
  running_.values["tls.floor"] = 11;
  EXPECT_EQ(status("TE-1"), Status::fail);
  running_.values.erase("tls.floor");
  EXPECT_EQ(status("TE-1"), Status::fail) << "what is not measured is not kept";
}

TEST_F(BoardTest, BelowAnIndependentWitnessTheLogSaysWhatItDoesNotShow) {
  verdict("TE-7.4", Verdict::pass);
  EXPECT_TRUE(view("TE-7.4").unproven_parts.empty());
  for (auto level :
       {merkle::WitnessLevel::none, merkle::WitnessLevel::same_host, merkle::WitnessLevel::same_operator}) {
    running_.witness = level;
    auto const out = view("TE-7.4");
    EXPECT_EQ(out.status, Status::pass);
    EXPECT_EQ(out.unproven_parts, (std::vector<std::string>{"rollback", "fork"}));
    EXPECT_NE(out.why.find(merkle::name(level)), out.why.npos);
  }
}

TEST_F(BoardTest, ALateVerdictHidesNothingThatWasSeenAfterIt) {
  auto const run = begin();
  auto const early_pass = body("TE-1", Verdict::pass);
  pass(minutes(2));
  filed(run, body("TE-1", Verdict::fail));
  filed(run, early_pass);
  EXPECT_EQ(status("TE-1"), Status::fail) << "a pass that was kept back does not end a failure";
  finish(run);
  auto const next = begin();
  pass(minutes(1));
  auto const kept_back = body("TE-1", Verdict::fail);
  pass(minutes(2));
  filed(next, body("TE-1", Verdict::pass));
  filed(next, kept_back);
  EXPECT_EQ(status("TE-1"), Status::pass);
  ASSERT_EQ(all_failures().size(), 2u) << "a failure that was kept back is a failure all the same";
  EXPECT_TRUE(all_failures()[0].ended);
}

TEST_F(BoardTest, FailuresHaveABeginningAndAnEnd) {
  auto const red = now();
  verdict("TE-1", Verdict::fail);
  pass(minutes(5));
  verdict("TE-1", Verdict::error);
  ASSERT_EQ(all_failures().size(), 1u) << "it goes on";
  EXPECT_FALSE(all_failures()[0].ended);
  pass(minutes(5));
  auto const green = now();
  verdict("TE-1", Verdict::pass);
  ASSERT_EQ(all_failures().size(), 1u);
  EXPECT_EQ(all_failures()[0].begun, red);
  EXPECT_EQ(all_failures()[0].ended, green);
  EXPECT_EQ(all_failures()[0].first_index, 0u);
  EXPECT_EQ(board().last_failure->clause, "TE-1");
  pass(minutes(5));
  verdict("TE-7.4", Verdict::fail);
  EXPECT_EQ(all_failures().size(), 2u);
  EXPECT_EQ(all_failures()[0].clause, "TE-7.4") << "newest first";
  EXPECT_EQ(must(failures(*house().snapshot(), green, 100)).shown.size(), 1u);
}

TEST_F(BoardTest, HistoryAndDaysCountEveryVerdict) {
  for (auto one : {Verdict::pass, Verdict::fail, Verdict::pass}) {
    verdict("TE-1", one);
    pass(std::chrono::seconds(1));
  }
  pass(days(1));
  verdict("TE-1", Verdict::pass);
  auto const days_of = must(evidence::days(*house().snapshot(), "TE-1", now()));
  ASSERT_EQ(days_of.size(), 2u);
  EXPECT_EQ(days_of[0].passes, 2);
  EXPECT_EQ(days_of[0].fails, 1);
  EXPECT_EQ(days_of[1].day, days_of[0].day + 1);
  auto const newest = must(history(*house().snapshot(), "TE-1", 0, 3));
  ASSERT_EQ(newest.size(), 3u);
  EXPECT_EQ(newest[0].number, 4);
  auto const older = must(history(*house().snapshot(), "TE-1", newest[2].number, 3));
  ASSERT_EQ(older.size(), 1u);
  EXPECT_EQ(older[0].number, 1);
}

TEST_F(BoardTest, ObservationsOpenAtOnceForAPassAndOnceMendedForAFailure) {
  auto const good = verdict("TE-1", Verdict::pass);
  auto const shown = opened(good);
  ASSERT_TRUE(shown);
  auto const salt = from_hex(shown->salt);
  EXPECT_EQ(crypto::sha256({ByteView(*salt), as_bytes(shown->json)}), view("TE-1").latest->record.observations);
  pass(minutes(1));
  auto const bad = verdict("TE-1", Verdict::fail);
  EXPECT_FALSE(opened(bad));
  pass(days(30) - minutes(1));
  EXPECT_FALSE(opened(bad));
  pass(minutes(1));
  EXPECT_TRUE(opened(bad)) << "after 30 days at most";
  auto const again = verdict("TE-1", Verdict::fail);
  EXPECT_FALSE(opened(again));
  pass(minutes(1));
  verdict("TE-1", Verdict::pass);
  EXPECT_TRUE(opened(again)) << "mended";
  EXPECT_FALSE(opened(99));
}

TEST_F(BoardTest, DamagedEntriesAreNoEvidence) {
  verdict("TE-1", Verdict::pass);
  auto event = house().event({kCell, act::EventType::administered, "{}", "{}", "{}", {}});
  must(house().commit(store::WriteSet(std::move(event))
                          .then("UPDATE log_entry SET entry = $1 WHERE tenant_id = $2",
                                {to_bytes(as_bytes("troth-evidence/v1\n")), audit::kEvidenceLog})));
  EXPECT_EQ(refusal_of(read_board(*house().snapshot(), running_, now())), Code::corrupt);
}

TEST_F(BoardTest, APassWithTheClockAheadHidesNoFailureAfterIt) {
  pass(hours(24 * 300));
  verdict("TE-1", Verdict::pass);
  pass(-hours(24 * 300));
  EXPECT_EQ(status("TE-1"), Status::stale) << "its time lies ahead";
  pass(minutes(1));
  verdict("TE-1", Verdict::fail);
  EXPECT_EQ(status("TE-1"), Status::fail);
  ASSERT_EQ(all_failures().size(), 1u);
  EXPECT_FALSE(all_failures()[0].ended) << "it is shown, and it goes on";
  pass(minutes(1));
  verdict("TE-1", Verdict::pass);
  EXPECT_EQ(status("TE-1"), Status::pass);
  EXPECT_TRUE(all_failures()[0].ended);
}

TEST_F(BoardTest, AFailureYieldsOnlyToAPassThatWasHandedInAfterItBegan) {
  auto const run = begin();
  pass(minutes(1));
  filed(run, body("TE-1", Verdict::pass));
  pass(minutes(1));
  filed(run, body("TE-1", Verdict::fail, "started", "\"" + rfc3339(now() - std::chrono::seconds(30)) + "\""));
  EXPECT_EQ(status("TE-1"), Status::fail);
}

TEST_F(BoardTest, AnOpenFailureIsNeverPushedOffThePages) {
  verdict("TE-7.4", Verdict::fail);
  for (int i = 0; i < 5; ++i) {
    pass(minutes(1));
    verdict("TE-1", Verdict::fail);
    pass(minutes(1));
    verdict("TE-1", Verdict::pass);
  }
  auto const all = must(failures(*house().snapshot(), Time{}, 2));
  ASSERT_EQ(all.shown.size(), 3u);
  EXPECT_EQ(all.shown[0].clause, "TE-7.4") << "what goes on comes first, outside the limit";
  EXPECT_EQ(all.not_shown, 3);
  auto const of_one = must(failures_of(*house().snapshot(), "TE-7.4", Time{}, 2));
  ASSERT_EQ(of_one.shown.size(), 1u);
  EXPECT_EQ(of_one.not_shown, 0);
  EXPECT_EQ(must(failures_of(*house().snapshot(), "TE-1", Time{}, 2)).not_shown, 3);
}

}  // namespace
}  // namespace troth::evidence

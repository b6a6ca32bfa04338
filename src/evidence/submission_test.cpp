#include "evidence/submission.h"

#include "evidence/evidence_fixture.h"

namespace troth::evidence {
namespace {

class Submissions : public EvidenceHouse {
 protected:
  Submissions() : run_(begin()) {}
  Result<vault::Decision> refused(std::string const& member, std::string const& json,
                                  std::string const& clause = "TE-1") {
    return record(run_, body(clause, Verdict::pass, member, json));
  }
  std::string at(Duration offset) { return "\"" + rfc3339(now() + offset) + "\""; }
  std::int64_t entries() {
    return house().count("SELECT COUNT(*) FROM log_entry WHERE tenant_id = $1", {audit::kEvidenceLog});
  }
  std::string const other_ = "\"" + std::string(64, 'a') + "\"";
  std::string run_;
};

TEST_F(Submissions, BecomeAnEntryOfTheEvidenceLogWithWhatTheCellAdds) {
  EXPECT_EQ(filed(run_, body()), 1);
  auto const latest = *view("TE-1").latest;
  EXPECT_EQ(latest.number, 1);
  EXPECT_EQ(latest.index, 0u);
  auto const& record = latest.record;
  EXPECT_EQ(record.expires - record.ended, std::chrono::hours(24));
  EXPECT_EQ(record.mutants, std::vector<std::string>{"planted"});
  EXPECT_EQ(record.tom, "rehearsal");
  EXPECT_EQ(record.by, "operator");
  EXPECT_EQ(record.cell, running_.origin);
  auto const entry = house().rows("SELECT entry FROM log_entry WHERE tenant_id = $1", {audit::kEvidenceLog});
  EXPECT_EQ(as_text(entry.at(0).at(0).bytes()), record.encode());
  EXPECT_EQ(filed(run_, body("TE-7.4")), 2);
  EXPECT_EQ(view("TE-7.4").latest->index, 1u);
}

TEST_F(Submissions, AreOneEventEach) {
  auto const decision = must(record(run_, body()));
  ASSERT_EQ(decision.writes.events().size(), 1u);
  EXPECT_EQ(decision.writes.events().front().type, act::EventType::evidence_recorded);
}

TEST_F(Submissions, OfAnotherCellBuildConfigurationOrDocumentAreRefused) {
  for (auto member : {"build", "config", "clause_hash", "tom"})
    EXPECT_EQ(refusal_of(refused(member, other_)), Code::conflict) << member;
  EXPECT_EQ(refusal_of(refused("cell", "\"log.example.com/eu-2/evidence/00ff/1\"")), Code::conflict);
  EXPECT_EQ(entries(), 0);
}

TEST_F(Submissions, OfAnotherTimeAreRefused) {
  pass(std::chrono::minutes(1));
  EXPECT_EQ(refusal_of(refused("ended", at(std::chrono::seconds(3)))), Code::invalid) << "the future";
  EXPECT_EQ(refusal_of(refused("ended", at(-std::chrono::seconds(1)))), Code::invalid) << "ended before it started";
  EXPECT_EQ(refusal_of(refused("started", at(-std::chrono::seconds(63)))), Code::invalid) << "before the run";
  EXPECT_TRUE(refused("ended", at(std::chrono::seconds(1)))) << "clocks differ a little";
  EXPECT_TRUE(refused("started", at(-std::chrono::seconds(60))));
}

TEST_F(Submissions, ThatShowNothingAreNoPass) {
  EXPECT_EQ(refusal_of(refused("samples", "0")), Code::invalid);
  EXPECT_EQ(refusal_of(refused("observations", "[]")), Code::invalid);
  EXPECT_EQ(refusal_of(refused("observations", R"([{"held":true,"what":"a"},{"held":false,"what":"b"}])")),
            Code::invalid);
  EXPECT_EQ(refusal_of(refused("observations", R"([{"held":true,"what":"a"},{"held":true,"what":"b"}])")),
            Code::invalid)
      << "more than samples";
  EXPECT_EQ(refusal_of(refused("samples", "1000000")), Code::invalid) << "a sample is what is told";
  EXPECT_EQ(refusal_of(record(run_, body("TE-1", Verdict::fail, "samples", "2"))), Code::invalid);
}

TEST_F(Submissions, OfAClauseWithoutAProbeHereAreRefused) {
  for (auto clause : {"TE-2", "TE-4", "TE-99"})
    EXPECT_EQ(refusal_of(record(run_, body(clause))), Code::invalid) << clause;
}

TEST_F(Submissions, OfAnotherPlaceThanTheClausesAreRefused) {
  EXPECT_EQ(refusal_of(refused("place", "\"live\"", "TE-7.4")), Code::invalid) << "a twin's probe";
  EXPECT_EQ(refusal_of(refused("place", "\"twin\"")), Code::invalid) << "a twin shows nothing of the cell itself";
  EXPECT_EQ(refusal_of(refused("place", "\"here\"")), Code::invalid);
  EXPECT_TRUE(refused("place", "\"live\""));
  EXPECT_TRUE(refused("place", "\"twin\"", "TE-7.4"));
}

TEST_F(Submissions, WithASeedThatWasNotTheRunsAreNoPass) {
  EXPECT_TRUE(record(run_, body("TE-1", Verdict::error, "seed", other_)));
  EXPECT_EQ(refusal_of(refused("seed", other_)), Code::invalid);
}

TEST_F(Submissions, AreReadStrictly) {
  for (auto member : {"clause", "clause_hash", "build", "config", "cell", "tom", "place", "started", "ended", "verdict",
                      "samples", "seed", "observations"})
    EXPECT_EQ(refusal_of(refused(member, "")), Code::invalid) << member << " is missing";
  struct Case {
    char const *member, *json;
  };
  for (auto const& [member, json] :
       {Case{"more", "1"}, Case{"verdict", "\"skipped\""}, Case{"samples", "-1"}, Case{"samples", "1.5"},
        Case{"ended", "\"yesterday\""}, Case{"observations", "{}"}, Case{"observations", R"([{"held":true}])"},
        Case{"observations", R"([{"what":"a"}])"}, Case{"observations", R"([{"held":true,"what":""}])"},
        Case{"observations", R"([{"held":true,"what":"a","more":1}])"}, Case{"build", "\"AA\""}})
    EXPECT_EQ(refusal_of(refused(member, json)), Code::invalid) << member << " " << json;
  EXPECT_EQ(refusal_of(record(run_, "[]")), Code::invalid);
}

TEST_F(Submissions, WithWordsThatReadAsOthersAreRefused) {
  for (auto what : {"held \\u202eton", "a\\u0000b", "a\\nb", "\\u001b[2J", "\\u0085", "\\u2066x"})
    EXPECT_EQ(refusal_of(refused("observations", std::string(R"([{"held":true,"what":")") + what + "\"}]")),
              Code::invalid)
        << what;
  EXPECT_TRUE(refused("observations", "[{\"held\":true,\"what\":\"gr\xC3\xBC\xC3\x9F dich\"}]"));
}

TEST_F(Submissions, OfTheSameTestTwiceAreRefused) {
  auto const once = body();
  filed(run_, once);
  EXPECT_EQ(refusal_of(record(run_, once)), Code::conflict);
  EXPECT_EQ(refusal_of(record(run_, body("TE-1", Verdict::fail))), Code::conflict) << "one test, two verdicts";
  filed(run_, body("TE-7.4"));
}

TEST_F(Submissions, OfOneClauseAreThreeInARun) {
  for (int i = 0; i < 3; ++i) {
    filed(run_, body());
    pass(std::chrono::seconds(1));
  }
  EXPECT_EQ(refusal_of(record(run_, body())), Code::conflict);
  filed(run_, body("TE-7.4"));
  finish(run_);
  filed(begin(), body());
}

TEST_F(Submissions, ThatEndALittleAheadEndNow) {
  filed(run_, body("TE-1", Verdict::pass, "ended", at(std::chrono::seconds(1))));
  EXPECT_LE(view("TE-1").latest->record.ended, now());
}

TEST_F(Submissions, HaveTheirBounds) {
  std::string many = "[", long_one = R"([{"held":true,"what":")" + std::string(513, 'x') + "\"}]";
  for (int i = 0; i < 257; ++i) many += std::string(i ? "," : "") + R"({"held":true,"what":"a"})";
  EXPECT_EQ(refusal_of(refused("observations", many + "]")), Code::too_large);
  EXPECT_EQ(refusal_of(refused("observations", long_one)), Code::too_large);
}

TEST_F(Submissions, BelongToTheRunsOwnPrincipalWhileItLasts) {
  auto const stranger = office(act::Permission::run_probes, PrincipalId::make_random(house().random()));
  EXPECT_EQ(
      refusal_of(at_.decide([&](Context const& c) { return record_evidence(c, stranger, running_, run_, body()); })),
      Code::not_found);
  pass(kRunLife);
  EXPECT_EQ(refusal_of(record(run_, body())), Code::expired);
  auto const next = begin();
  auto decided_before = must(record(next, body()));
  auto const leave = prober();
  at_.decided([&](Context const& c) { return end_run(c, leave, next); });
  EXPECT_EQ(refusal_of(record(next, body())), Code::expired);
  EXPECT_EQ(refusal_of(house().commit(std::move(decided_before.writes))), Code::conflict) << "it ended in between";
}

TEST_F(Submissions, TwoAtOnceLoseNone) {
  constexpr auto kTick = std::chrono::milliseconds(1);
  auto one = must(record(run_, body("TE-1"))),
       other = must(record(run_, body("TE-1", Verdict::fail, "started", at(-kTick))));
  must(house().commit(std::move(one.writes)));
  EXPECT_EQ(refusal_of(house().commit(std::move(other.writes))), Code::conflict) << "the shell decides again";
  filed(run_, body("TE-1", Verdict::fail, "started", at(-kTick)));
  EXPECT_EQ(entries(), 2);
  EXPECT_EQ(house().count("SELECT COUNT(*) FROM evidence"), 2);
  EXPECT_EQ(status("TE-1"), Status::fail) << "of two of one moment the failure counts";
}

TEST_F(Submissions, AForeignEntryInBetweenMovesNoPlace) {
  auto decision = must(record(run_, body()));
  auto event = house().event({kCell, act::EventType::administered, "{}", "{}", "{}", {}});
  must(house().commit(append_entry(store::WriteSet(std::move(event)), "troth-tom/v1\n")));
  EXPECT_EQ(refusal_of(house().commit(std::move(decision.writes))), Code::conflict);
  EXPECT_EQ(filed(run_, body()), 2);
  EXPECT_EQ(view("TE-1").latest->index, 1u);
}

}  // namespace
}  // namespace troth::evidence

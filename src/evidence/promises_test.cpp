#include "evidence/promises.h"

#include "evidence/cell_facts.h"
#include "evidence/evidence_fixture.h"

namespace troth::evidence {
namespace {

class Promises : public EvidenceHouse {
 protected:
  /// Whether there was something to tell, and it was committed.
  bool watched() {
    auto set = must(asked([&](Context const& c) { return promise_changes(c, running_); }));
    if (!set) return false;
    EXPECT_EQ(set->events().size(), 1u);
    EXPECT_EQ(set->events().front().type, act::EventType::promise_broken);
    must(house().commit(std::move(*set)));
    return true;
  }
  std::int64_t verdicts() { return house().count("SELECT COUNT(*) FROM evidence"); }
};

TEST_F(Promises, KeptOnesAreNotTold) {
  EXPECT_FALSE(watched());
  running_.values["log.seal_seconds"] = 1;
  EXPECT_FALSE(watched()) << "stricter is kept";
}

TEST_F(Promises, ABrokenOneIsToldOnceAndStandsInTheLogAsAFailure) {
  running_.values["log.seal_seconds"] = 60;
  EXPECT_TRUE(watched());
  EXPECT_FALSE(watched()) << "once per break";
  ASSERT_EQ(verdicts(), 1);
  auto const record = view("TE-7.4").latest->record;
  EXPECT_EQ(record.verdict, Verdict::fail);
  EXPECT_EQ(record.place, "live");
  auto const opened = house().rows("SELECT observations FROM evidence");
  EXPECT_EQ(opened.at(0).at(0).text(),
            R"([{"held":false,"what":"log.seal_seconds: promised 10 seconds, running 60 seconds"}])");
}

TEST_F(Promises, KeptAgainItIsToldAndTheNextPassEndsTheFailure) {
  running_.values["log.seal_seconds"] = 60;
  EXPECT_TRUE(watched());
  running_.values["log.seal_seconds"] = 10;
  EXPECT_TRUE(watched());
  EXPECT_FALSE(watched());
  EXPECT_EQ(status("TE-7.4"), Status::fail) << "nobody has tested it since";
  pass(std::chrono::minutes(1));
  filed_alone(body("TE-7.4"));
  EXPECT_EQ(status("TE-7.4"), Status::pass);
  EXPECT_TRUE(board().last_failure->ended);
}

TEST_F(Promises, APassWhileOneIsBrokenEndsNoFailure) {
  running_.values["log.seal_seconds"] = 60;
  EXPECT_TRUE(watched());
  pass(std::chrono::minutes(1));
  filed_alone(body("TE-7.4"));
  EXPECT_FALSE(board().last_failure->ended) << "what was tested is not what is promised";
  running_.values["log.seal_seconds"] = 10;
  EXPECT_TRUE(watched());
  EXPECT_EQ(status("TE-7.4"), Status::fail) << "nor does it count once the promise is kept again";
  pass(std::chrono::minutes(1));
  filed_alone(body("TE-7.4"));
  EXPECT_EQ(status("TE-7.4"), Status::pass);
  EXPECT_TRUE(board().last_failure->ended);
}

TEST_F(Promises, AClauseWithoutAProbeIsRedWithoutAnEntry) {
  running_.probe = [](std::string_view) -> probe::Probe const* { return nullptr; };
  running_.values["tls.floor"] = 11;
  EXPECT_TRUE(watched());
  EXPECT_EQ(verdicts(), 0);
  EXPECT_EQ(status("TE-1"), Status::fail);
}

TEST_F(Promises, FactsOfTheCellReadBack) {
  EXPECT_FALSE(must(CellFacts::last(*house().snapshot())));
  running_.manifest = "self-signed build";
  running_.manifest_hash = std::string(64, 'c');
  auto const salt = must(CellFacts::salt(*house().snapshot(), house().random()));
  EXPECT_EQ(salt.size(), 32u);
  for (int start = 0; start < 2; ++start) {
    auto event = house().event({kCell, act::EventType::cell_started, "{}", "{}", "{}", {}});
    must(house().commit(CellFacts::keep(store::WriteSet(std::move(event)), salt, running_)));
  }
  EXPECT_EQ(must(CellFacts::salt(*house().snapshot(), house().random())), salt) << "made once";
  auto const back = *must(CellFacts::last(*house().snapshot()));
  EXPECT_EQ(back.build, running_.build);
  EXPECT_EQ(back.config, running_.config);
  EXPECT_EQ(back.origin, running_.origin);
  EXPECT_EQ(back.values, running_.values);
  EXPECT_EQ(back.mutants, running_.mutants);
  EXPECT_EQ(back.manifest, running_.manifest);
  EXPECT_EQ(back.manifest_hash, running_.manifest_hash);
}

}  // namespace
}  // namespace troth::evidence

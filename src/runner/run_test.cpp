#include <gtest/gtest.h>

#include <set>
#include <stdexcept>
#include <thread>

#include "runner/fake_stage.h"

namespace troth::runner {
namespace {

using probe::Scene;

Outcome run(Result<> (*what)(Scene&), std::chrono::milliseconds each = std::chrono::seconds(5)) {
  auto const probe = planted(what);
  return run_one({&probe, nowhere()}, {1, each});
}

Result<> sees_good(Scene& scene) {
  scene.saw(true, "good");
  return {};
}

TEST(RunOne, PassesWhatRanToItsEndAndSawOnlyWhatMustBe) {
  auto const out = run(sees_good);
  EXPECT_EQ(out.verdict, Verdict::pass);
  EXPECT_EQ(out.samples(), 1u);
  EXPECT_EQ(out.error, "");
  EXPECT_EQ(out.clause, "X-1");
  EXPECT_LE(out.started, out.ended);
}

TEST(RunOne, FailsWhatSawOneThingThatDidNotHold) {
  auto const out = run([](Scene& scene) -> Result<> {
    scene.saw(true, "good");
    scene.saw(false, "bad");
    return {};
  });
  EXPECT_EQ(out.verdict, Verdict::fail);
}

TEST(RunOne, NeverPassesAnError) {
  auto const out = run([](Scene& scene) -> Result<> {
    scene.saw(true, "good");
    return fail(Code::unavailable, "it broke off", "there", "as was said");
  });
  EXPECT_EQ(out.verdict, Verdict::error);
  EXPECT_EQ(out.error, "it broke off");
  EXPECT_EQ(out.detail, "(there): as was said");
  EXPECT_EQ(out.why(), "it broke off (there): as was said");
}

TEST(RunOne, KeepsAFailureThatAnErrorFollowed) {
  auto const out = run([](Scene& scene) -> Result<> {
    scene.saw(false, "bad");
    return fail(Code::unavailable, "it broke off");
  });
  EXPECT_EQ(out.verdict, Verdict::fail);
  EXPECT_EQ(out.error, "it broke off");
}

TEST(RunOne, NeverPassesWhatSawNothing) {
  auto const out = run([](Scene&) -> Result<> { return {}; });
  EXPECT_EQ(out.verdict, Verdict::error);
  EXPECT_EQ(out.error, "the probe saw nothing");
}

TEST(RunOne, TakesWhatAProbeThrowsAsAnError) {
  auto const out = run([](Scene& scene) -> Result<> {
    scene.saw(true, "good");
    throw std::runtime_error("a bug of the probe");
  });
  EXPECT_EQ(out.verdict, Verdict::error);
  EXPECT_EQ(out.error, "the probe threw");
  EXPECT_EQ(out.detail, "a bug of the probe");
  EXPECT_EQ(run([](Scene&) -> Result<> { throw 7; }).verdict, Verdict::error);
}

TEST(RunOne, NeverPassesWhatWasOverItsTimeAndLetsItAskNobodyThen) {
  auto const out = run(
      [](Scene& scene) -> Result<> {
        std::this_thread::sleep_for(std::chrono::milliseconds(60));
        auto const asked = scene.stranger().get("/");
        scene.saw(!asked && asked.error().code == Code::expired, "nobody is asked after the time is over");
        return {};
      },
      std::chrono::milliseconds(50));
  EXPECT_EQ(out.verdict, Verdict::error);
  EXPECT_EQ(out.error, "the probe was over its time");
  EXPECT_TRUE(out.observations.at(0).held);
}

TEST(RunOne, WithoutAStageIsAnError) {
  auto const probe = planted(sees_good);
  auto const out =
      run_one({&probe, []() -> Result<Stage> { return fail(Code::unavailable, "no twin could be started"); }}, {});
  EXPECT_EQ(out.verdict, Verdict::error);
  EXPECT_EQ(out.error, "no twin could be started");
}

TEST(RunAll, RunsEveryTaskOnceAndKeepsTheirOrder) {
  std::vector<probe::Probe> probes;
  std::vector<std::string> names;
  for (int i = 0; i < 20; ++i) names.push_back("X-" + std::to_string(i));
  for (auto const& name : names) probes.push_back(planted(sees_good, name));
  std::vector<Task> tasks;
  for (auto const& probe : probes) tasks.push_back({&probe, nowhere()});
  std::set<std::size_t> told;
  auto const out = run_all(tasks, {3, std::chrono::seconds(5)}, [&](std::size_t i, Outcome const& one) {
    EXPECT_TRUE(told.insert(i).second) << one.clause;
  });
  ASSERT_EQ(out.size(), names.size());
  EXPECT_EQ(told.size(), names.size());
  for (std::size_t i = 0; i < names.size(); ++i) EXPECT_EQ(out[i].clause, names[i]);
}

TEST(Seed, DependsOnCheckpointAndClause) {
  crypto::Digest other{};
  other[0] = 1;
  EXPECT_EQ(seed_of({}, "TE-1.2"), crypto::sha256({crypto::Digest{}, as_bytes("TE-1.2")}));
  EXPECT_NE(seed_of({}, "TE-1.2"), seed_of({}, "TE-1.4"));
  EXPECT_NE(seed_of({}, "TE-1.2"), seed_of(other, "TE-1.2"));
}

}  // namespace
}  // namespace troth::runner

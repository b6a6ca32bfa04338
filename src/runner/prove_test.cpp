#include "runner/prove.h"

#include <unistd.h>

#include <gtest/gtest.h>

#include <fstream>

#include "runner/fake_stage.h"

namespace troth::runner {
namespace {

Outcome outcome(Verdict verdict, std::size_t samples = 1) {
  Outcome out;
  out.verdict = verdict;
  out.observations.assign(samples, {verdict == Verdict::pass, "seen"});
  return out;
}

Proof proof(Verdict real, Verdict planted, std::size_t samples = 1) {
  return {"TE-1.2", "ack-before-commit", outcome(real), outcome(planted, samples)};
}

TEST(Proof, HoldsIfTheBuildIsGreenAndTheBugRed) {
  EXPECT_TRUE(proof(Verdict::pass, Verdict::fail).holds());
  EXPECT_FALSE(proof(Verdict::pass, Verdict::pass).holds());
  EXPECT_FALSE(proof(Verdict::fail, Verdict::fail).holds());
  EXPECT_FALSE(proof(Verdict::error, Verdict::fail).holds());
}

TEST(Proof, TakesAnErrorForRedOnlyAfterSomethingWasSeen) {
  EXPECT_TRUE(proof(Verdict::pass, Verdict::error).holds());
  EXPECT_FALSE(proof(Verdict::pass, Verdict::error, 0).holds());
}

TEST(Proof, StandsInTheManifestIfItHolds) {
  Shown shown;
  shown.build.fill(0x11);
  shown.mutant_build.fill(0x22);
  shown.proofs = {proof(Verdict::pass, Verdict::fail), proof(Verdict::pass, Verdict::pass),
                  proof(Verdict::pass, Verdict::error)};
  auto const manifest = manifest_of(shown, "unknown");
  EXPECT_EQ(manifest.build, shown.build);
  EXPECT_EQ(manifest.mutant_build, shown.mutant_build);
  ASSERT_EQ(manifest.pairs.size(), 2u);
  EXPECT_FALSE(manifest.pairs[0].by_error);
  EXPECT_TRUE(manifest.pairs[1].by_error);
}

/// Two files that are no programs: twins of them do not start.
struct ProveTest : ::testing::Test {
  ProveTest() {
    std::filesystem::create_directories(folder);
    std::ofstream(binary) << "a program";
    std::ofstream(mutant) << "a program with bugs";
  }
  ~ProveTest() override { std::filesystem::remove_all(folder); }

  Result<Shown> shown(std::function<void(std::size_t, std::size_t)> const& each) const {
    static constexpr std::string_view kTwo[] = {"one", "two"};
    auto probe = planted([](probe::Scene&) -> Result<> { return {}; });
    probe.mutants = kTwo;
    probe::Probe const* const probes[] = {&probe};
    return prove(probes, binary, mutant, {}, each);
  }

  std::filesystem::path folder =
      std::filesystem::path(::testing::TempDir()) / ("prove_test-" + std::to_string(::getpid()));
  std::filesystem::path binary = folder / "troth", mutant = folder / "troth-mutant";
};

TEST_F(ProveTest, RunsTheBuildOnceAndEachBug) {
  std::size_t told = 0;
  auto const out = shown([&](std::size_t, std::size_t of) { told += of == 3 ? 1 : 0; });
  ASSERT_TRUE(out) << out.error().message;
  ASSERT_EQ(out->proofs.size(), 2u);
  EXPECT_EQ(told, 3u);
  EXPECT_EQ(out->proofs[1].mutant, "two");
  for (auto const& one : out->proofs) EXPECT_FALSE(one.holds()) << "a program that does not start proves nothing";
  EXPECT_EQ(out->build, crypto::sha256(as_bytes("a program")));
  EXPECT_EQ(out->mutant_build, crypto::sha256(as_bytes("a program with bugs")));
}

TEST_F(ProveTest, RefusesAProgramThatChangedMeanwhile) {
  for (auto const& program : {binary, mutant}) {
    auto const out = shown([&](std::size_t done, std::size_t of) {
      if (done == of) std::ofstream(program) << "another program";
    });
    ASSERT_FALSE(out) << program;
    EXPECT_EQ(out.error().code, Code::conflict);
    EXPECT_EQ(out.error().at, program.string());
  }
}

TEST_F(ProveTest, OfAProgramThatIsNotThereIsAnError) {
  std::filesystem::remove(mutant);
  EXPECT_FALSE(shown([](std::size_t, std::size_t) { FAIL() << "nothing is run"; }));
}

}  // namespace
}  // namespace troth::runner

#include "runner/prove.h"

#include <gtest/gtest.h>

#include <fstream>

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
  auto const binary = std::filesystem::path(::testing::TempDir()) / "prove_test.bin";
  std::ofstream(binary) << "a program";
  std::vector<Proof> const proofs{proof(Verdict::pass, Verdict::fail), proof(Verdict::pass, Verdict::pass),
                                  proof(Verdict::pass, Verdict::error)};
  auto const manifest = manifest_of(proofs, binary, binary, "unknown");
  ASSERT_TRUE(manifest);
  EXPECT_EQ(manifest->build, crypto::sha256(as_bytes("a program")));
  ASSERT_EQ(manifest->pairs.size(), 2u);
  EXPECT_FALSE(manifest->pairs[0].by_error);
  EXPECT_TRUE(manifest->pairs[1].by_error);
  std::filesystem::remove(binary);
  EXPECT_FALSE(manifest_of(proofs, binary, binary, "unknown"));
}

TEST(Prove, WithAProgramThatIsNotThereProvesNothing) {
  static constexpr std::string_view kMutants[] = {"one", "two"};
  probe::Probe const probe{
      "X-1", "", "", "", "", "", std::chrono::minutes(60), probe::Place::live, kMutants, [](probe::Scene&) -> Result<> {
        return {};
      }};
  probe::Probe const* const probes[] = {&probe};
  std::size_t told = 0;
  auto const proofs = prove(probes, "/nonexistent/troth", "/nonexistent/troth-mutant", {},
                            [&](std::size_t, std::size_t of) { told += of == 3 ? 1 : 0; });
  ASSERT_EQ(proofs.size(), 2u);
  EXPECT_EQ(told, 3u);
  EXPECT_EQ(proofs[1].mutant, "two");
  for (auto const& one : proofs) EXPECT_FALSE(one.holds());
}

}  // namespace
}  // namespace troth::runner

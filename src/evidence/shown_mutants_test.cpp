#include "evidence/shown_mutants.h"

#include <gtest/gtest.h>

namespace troth::evidence {
namespace {

probe::Probe const* two_bugs(std::string_view clause) {
  static constexpr std::string_view kMutants[] = {"first", "second"};
  static constexpr auto kDay = std::chrono::minutes(24 * 60);
  static probe::Probe const out{"TE-1", "", "", "", "", "", kDay, probe::Place::live, kMutants, nullptr};
  return clause == out.clause ? &out : nullptr;
}

std::size_t shown(std::vector<merkle::Manifest::Pair> pairs) {
  merkle::Manifest manifest;
  manifest.pairs = std::move(pairs);
  auto const out = shown_mutants(manifest, two_bugs);
  return out.contains("TE-1") ? out.at("TE-1").size() : out.size();
}

TEST(ShownMutants, AreAllThatTheProbeNames) {
  EXPECT_EQ(shown({{"TE-1", "first"}, {"TE-1", "second"}}), 2u);
  EXPECT_EQ(shown({{"TE-1", "first"}}), 0u) << "the other may go unseen";
  EXPECT_EQ(shown({{"TE-1", "first"}, {"TE-1", "another"}}), 0u) << "a bug that the probe does not name";
  EXPECT_EQ(shown({{"TE-1", "first"}, {"TE-1", "second"}, {"TE-1", "another"}}), 2u);
  EXPECT_EQ(shown({{"TE-2", "first"}, {"TE-2", "second"}}), 0u) << "no probe here";
  EXPECT_EQ(shown({}), 0u);
}

TEST(ShownMutants, AreShownByAFailureAndNotByAnError) {
  EXPECT_EQ(shown({{"TE-1", "first"}, {"TE-1", "second", true}}), 0u);
}

}  // namespace
}  // namespace troth::evidence

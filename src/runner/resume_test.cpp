#include "runner/resume.h"

#include <gtest/gtest.h>

#include <sys/stat.h>

namespace troth::runner {
namespace {

Outcome some(std::string clause, Verdict verdict) {
  Outcome out;
  out.clause = std::move(clause);
  out.place = probe::Place::twin;
  out.verdict = verdict;
  out.started = from_micros(1'800'000'000'000'000);
  out.ended = from_micros(1'800'000'002'500'000);
  out.seed.fill(0xab);
  out.observations = {{true, "a \"good\" thing"}, {verdict == Verdict::pass, "another"}};
  if (verdict == Verdict::error) {
    out.error = "it broke off";
    out.detail = "(there): 404";
  }
  return out;
}

struct ResumeTest : ::testing::Test {
  ~ResumeTest() override { std::filesystem::remove(path); }
  std::filesystem::path path =
      std::filesystem::path(::testing::TempDir()) /
      (std::string("resume_") + ::testing::UnitTest::GetInstance()->current_test_info()->name());
};

TEST(OutcomeJson, IsReadBack) {
  for (auto verdict : {Verdict::pass, Verdict::fail, Verdict::error}) {
    auto const text = as_json(some("TE-1.2", verdict));
    auto const read = outcome_of_json(*http::parse_json(text));
    ASSERT_TRUE(read);
    EXPECT_EQ(as_json(*read), text);
    EXPECT_EQ(read->milliseconds(), 2500);
  }
}

TEST_F(ResumeTest, KeepsWhatWasFinished) {
  auto file = ResumeFile::open(path, "build-1");
  ASSERT_TRUE(file);
  EXPECT_EQ(file->find("TE-1.2"), nullptr);
  ASSERT_TRUE(file->keep(some("TE-1.2", Verdict::fail)));
  ASSERT_TRUE(file->keep(some("TE-1.4", Verdict::pass)));
  auto const again = ResumeFile::open(path, "build-1");
  ASSERT_TRUE(again);
  ASSERT_NE(again->find("TE-1.2"), nullptr);
  EXPECT_EQ(as_json(*again->find("TE-1.2")), as_json(some("TE-1.2", Verdict::fail)));
  EXPECT_NE(again->find("TE-1.4"), nullptr);
}

TEST_F(ResumeTest, IsForItsOwnerAlone) {
  using std::filesystem::perms;
  auto const mode = [&] { return std::filesystem::status(path).permissions() & perms::all; };
  auto const before = ::umask(0);
  auto file = ResumeFile::open(path, "build-1");
  ASSERT_TRUE(file->keep(some("TE-1.2", Verdict::pass)));
  ::umask(before);
  EXPECT_EQ(mode(), perms::owner_read | perms::owner_write);
  std::filesystem::permissions(path, perms::all);
  ASSERT_TRUE(file->keep(some("TE-1.4", Verdict::pass)));
  EXPECT_EQ(mode(), perms::owner_read | perms::owner_write) << "nor one that an older program made";
}

TEST_F(ResumeTest, BelievesNothingOfAnotherBuild) {
  auto file = ResumeFile::open(path, "build-1");
  ASSERT_TRUE(file->keep(some("TE-1.2", Verdict::pass)));
  EXPECT_EQ(ResumeFile::open(path, "build-2")->find("TE-1.2"), nullptr);
}

TEST_F(ResumeTest, LeavesOutALineThatWasCut) {
  auto file = ResumeFile::open(path, "build-1");
  ASSERT_TRUE(file->keep(some("TE-1.2", Verdict::pass)));
  ASSERT_TRUE(file->keep(some("TE-1.4", Verdict::pass)));
  std::filesystem::resize_file(path, std::filesystem::file_size(path) - 20);
  auto const again = ResumeFile::open(path, "build-1");
  ASSERT_TRUE(again);
  EXPECT_NE(again->find("TE-1.2"), nullptr);
  EXPECT_EQ(again->find("TE-1.4"), nullptr);
}

}  // namespace
}  // namespace troth::runner

#include "probe/files.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

namespace troth::probe {
namespace {

namespace fs = std::filesystem;

class FilesTest : public ::testing::Test {
 protected:
  FilesTest() { fs::create_directories(folder / "deep" / "er"); }
  ~FilesTest() override { fs::remove_all(folder); }
  void write(fs::path const& name, std::string const& text) const {
    std::ofstream(folder / name, std::ios::binary) << text;
  }
  std::vector<std::string> found(std::string_view needle, fs::path const& except = {}) const {
    auto out = files_that_hold(folder, except, needle);
    EXPECT_TRUE(out);
    return out ? *out : std::vector<std::string>{"error"};
  }
  // Of this process alone: the cases run beside each other.
  fs::path folder = fs::path(::testing::TempDir()) / ("files_test-" + std::to_string(::getpid()));
};

TEST_F(FilesTest, AreFoundHoweverDeepAndNothingElse) {
  write("a", "xxcanaryxx");
  write("deep/er/b", "canary");
  write("c", "canar y");
  EXPECT_EQ(found("canary"), (std::vector<std::string>{"a", "deep/er/b"}));
  EXPECT_TRUE(found("parrot").empty());
}

TEST_F(FilesTest, AreFoundOnEverySeamOfTwoBlocks) {
  std::string const needle = "canary-0123";
  for (std::size_t at = (1u << 20) - needle.size() - 1; at <= (1u << 20) + 1; ++at) {
    write("a", std::string(at, '.') + needle + "..");
    EXPECT_EQ(found(needle).size(), 1u) << at;
  }
}

TEST_F(FilesTest, InTheSealAreNeverOpened) {
  write("a", "canary");
  write("deep/b", "canary");
  EXPECT_EQ(found("canary", folder / "deep"), (std::vector<std::string>{"a"}));
}

TEST_F(FilesTest, BehindLinksAreNotOfTheFolder) {
  write("deep/a", "canary");
  fs::create_symlink(folder / "deep" / "a", folder / "link");
  EXPECT_EQ(found("canary"), (std::vector<std::string>{"deep/a"}));
}

TEST_F(FilesTest, CannotBeSearchedForNothingOrWhereNothingIs) {
  EXPECT_FALSE(files_that_hold(folder, {}, ""));
  EXPECT_FALSE(files_that_hold(folder / "absent", {}, "canary"));
}

}  // namespace
}  // namespace troth::probe

#include "base/private_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>

namespace troth {
namespace {

namespace fs = std::filesystem;

class PrivateFile : public testing::Test {
 protected:
  PrivateFile() {
    std::string name = (fs::temp_directory_path() / "private-XXXXXX").string();
    dir_ = mkdtemp(name.data());
  }
  ~PrivateFile() override { fs::remove_all(dir_); }
  static unsigned mode(fs::path const& path) {
    struct stat info {};
    EXPECT_EQ(stat(path.c_str(), &info), 0);
    return info.st_mode & 0777;
  }
  fs::path dir_;
};

TEST_F(PrivateFile, IsReplacedWholeAndStaysPrivate) {
  auto const path = dir_ / "f";
  ASSERT_TRUE(write_private_file(path, "a longer text"));
  ASSERT_EQ(chmod(path.c_str(), 0644), 0);
  ASSERT_TRUE(write_private_file(path.string() + ".tmp", "what a crash left"));
  ASSERT_TRUE(write_private_file(path, "short"));
  EXPECT_EQ(*read_file(path, 5), "short");
  EXPECT_EQ(mode(path), 0600u);
  EXPECT_FALSE(fs::exists(path.string() + ".tmp"));
}

TEST_F(PrivateFile, AWriteThatFailsLeavesTheOldBytes) {
  auto const path = dir_ / "f";
  ASSERT_TRUE(write_private_file(path, "old"));
  fs::create_directory(path.string() + ".tmp");
  EXPECT_EQ(write_private_file(path, "new").error().code, Code::unavailable);
  EXPECT_EQ(*read_file(path, 3), "old");
  EXPECT_EQ(write_private_file(dir_ / "absent" / "f", "new").error().code, Code::unavailable);
}

TEST_F(PrivateFile, ReadingTellsAbsentFromTooLong) {
  ASSERT_TRUE(write_private_file(dir_ / "f", "four"));
  EXPECT_EQ(*read_file(dir_ / "f", 4), "four");
  EXPECT_EQ(read_file(dir_ / "f", 3).error().code, Code::too_large);
  EXPECT_EQ(read_file(dir_ / "absent", 3).error().code, Code::gone);
}

TEST_F(PrivateFile, WhatOthersCanGetAtIsRefusedWithTheMend) {
  auto const path = dir_ / "f";
  ASSERT_TRUE(write_private_file(path, ""));
  EXPECT_TRUE(must_be_private(path));
  for (mode_t const open : {0640, 0604, 0610, 0602}) {
    ASSERT_EQ(chmod(path.c_str(), open), 0);
    auto const refused = must_be_private(path);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Code::denied);
    EXPECT_EQ(refused.error().at, "chmod 600 " + path.string());
  }
  ASSERT_EQ(chmod(path.c_str(), 0600), 0);
  fs::create_symlink(path, dir_ / "link");
  EXPECT_EQ(must_be_private(dir_ / "link").error().code, Code::denied);
  EXPECT_EQ(must_be_private(dir_ / "absent").error().code, Code::gone);
}

TEST_F(PrivateFile, AFolderIsMadeForUsAlone) {
  ASSERT_TRUE(make_private_folder(dir_ / "a" / "b"));
  EXPECT_EQ(mode(dir_ / "a" / "b"), 0700u);
  EXPECT_TRUE(must_be_private(dir_ / "a" / "b"));
  ASSERT_TRUE(write_private_file(dir_ / "f", ""));
  EXPECT_EQ(make_private_folder(dir_ / "f" / "b").error().code, Code::denied);
}

}  // namespace
}  // namespace troth

#include "net/internal/bind.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>

namespace troth::net {
namespace {

class BindUnix : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "troth-bind-XXXXXX").string();
    ASSERT_TRUE(mkdtemp(name.data()));
    folder = name;
    path = name + "/admin.sock";
  }
  void TearDown() override { std::filesystem::remove_all(folder); }
  std::filesystem::path folder;
  std::string path;
};

TEST_F(BindUnix, MakesAFileForItsOwnerOnlyAndTakesItAway) {
  auto const before = ::umask(0);  // the most careless one
  {
    auto const bound = bind_unix(path);
    ::umask(before);
    ASSERT_TRUE(bound);
    struct stat made = {};
    ASSERT_EQ(::stat(path.c_str(), &made), 0);
    EXPECT_EQ(made.st_mode & 07777, 0600u);
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(BindUnix, ReplacesALeftoverButNotALiveOne) {
  auto first = bind_unix(path);
  ASSERT_TRUE(first);
  auto const second = bind_unix(path);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, Code::unavailable);
  ::close(first->release());  // as after a kill: the file is there, nobody listens
  auto const third = bind_unix(path);
  EXPECT_TRUE(third);
}

TEST_F(BindUnix, LeavesAForeignFileAlone) {
  std::ofstream(path) << "precious";
  EXPECT_EQ(bind_unix(path).error().code, Code::unavailable);
  EXPECT_EQ(std::filesystem::file_size(path), 8u);
}

TEST_F(BindUnix, DoesNotTakeAwayItsSuccessorsFile) {
  std::optional<Result<Bound>> first(bind_unix(path));
  std::filesystem::rename(path, path + ".moved");
  auto const second = bind_unix(path);
  ASSERT_TRUE(second);
  first.reset();
  EXPECT_TRUE(std::filesystem::exists(path));
}

TEST_F(BindUnix, RefusesAPathThatDoesNotFit) {
  EXPECT_EQ(bind_unix(std::string(108, 'a')).error().code, Code::invalid);
  EXPECT_EQ(bind_unix("").error().code, Code::invalid);
  EXPECT_EQ(bind_unix((folder / "missing" / "s").string()).error().code, Code::unavailable);
}

TEST(BindTcp, FindsAFreePortInBothFamilies) {
  auto const v4 = bind_tcp("127.0.0.1", 0);
  ASSERT_TRUE(v4);
  EXPECT_NE(v4->port(), 0);
  EXPECT_EQ(bind_tcp("127.0.0.1", v4->port()).error().code, Code::unavailable);
  if (auto const v6 = bind_tcp("::1", 0)) {
    EXPECT_NE(v6->port(), 0);
  }
}

TEST(BindTcp, RefusesWhatIsNoAddress) {
  for (auto const* text : {"", "localhost", "127.0.0.1.5", "127.0.0.1 ", "[::1]"})
    EXPECT_EQ(bind_tcp(text, 0).error().code, Code::invalid) << text;
}

}  // namespace
}  // namespace troth::net

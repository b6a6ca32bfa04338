#include "crypto/file_digest.h"

#include <gtest/gtest.h>

#include <fstream>

namespace troth::crypto {
namespace {

TEST(FileDigest, IsThatOfTheBytesAlsoBeyondOneBlock) {
  auto const path = std::filesystem::path(::testing::TempDir()) / "file_digest_test.bin";
  for (std::size_t size : {std::size_t{0}, std::size_t{3}, std::size_t{64u << 10}, std::size_t{200'001}}) {
    std::string const text(size, 'x');
    std::ofstream(path, std::ios::binary) << text;
    auto const digest = file_digest(path);
    ASSERT_TRUE(digest);
    EXPECT_EQ(*digest, sha256(as_bytes(text))) << size;
  }
  std::filesystem::remove(path);
}

TEST(FileDigest, OfAFileThatIsNotThereIsAnError) {
  auto const digest = file_digest("/nonexistent/file");
  ASSERT_FALSE(digest);
  EXPECT_EQ(digest.error().code, Code::gone);
  EXPECT_FALSE(file_digest("/"));
}

TEST(FileDigest, OfThisProgramIsThatOfItsFile) {
  ASSERT_TRUE(own_digest());
  EXPECT_EQ(*own_digest(), *file_digest(std::filesystem::read_symlink("/proc/self/exe")));
}

}  // namespace
}  // namespace troth::crypto

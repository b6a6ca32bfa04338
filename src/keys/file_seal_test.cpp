#include <fstream>

#include "keys/internal/testing.h"

namespace troth::keys {
namespace {

using testing::must;
using testing::TempFolder;
namespace fs = std::filesystem;

class FileSealTest : public ::testing::Test {
 protected:
  fs::path folder() const { return temp_.path() / "seal"; }
  std::unique_ptr<Seal> create() { return must(create_file_seal(folder(), random_)); }
  Result<std::unique_ptr<Seal>> open() { return open_file_seal(folder(), random_); }
  void expect_denied(std::string_view advice) {
    auto opened = open();
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, Code::denied);
    EXPECT_NE(opened.error().at.find(advice), std::string::npos) << opened.error().at;
  }

  TempFolder temp_;
  SystemRandom random_;
  Bytes const aad_{1, 2, 3};
};

TEST_F(FileSealTest, WhatItWrapsOpensAfterARestart) {
  Secret const key = Secret::copy_of(random_.bytes<64>());
  Bytes root, epoch;
  {
    auto seal = create();
    must(seal->create_epoch(7));
    root = must(seal->wrap_root(aad_, key));
    epoch = must(seal->wrap(7, aad_, key));
  }
  auto seal = must(open());
  EXPECT_EQ(hex(must(seal->unwrap_root(aad_, root)).view()), hex(key.view()));
  EXPECT_EQ(hex(must(seal->unwrap(7, aad_, epoch)).view()), hex(key.view()));
  EXPECT_NE(root, epoch);
  EXPECT_REFUSED(Code::corrupt, seal->unwrap_root(Bytes{9}, root));
  EXPECT_REFUSED(Code::corrupt, seal->unwrap_root(aad_, epoch));
}

TEST_F(FileSealTest, KeepsFolderAndFilesForTheOwnerAlone) {
  auto seal = create();
  must(seal->create_epoch(1));
  EXPECT_EQ(fs::status(folder()).permissions(), fs::perms::owner_all);
  for (auto const& entry : fs::directory_iterator(folder())) {
    EXPECT_EQ(entry.status().permissions(), fs::perms::owner_read | fs::perms::owner_write) << entry.path();
    EXPECT_EQ(entry.file_size(), 64u);
  }
}

TEST_F(FileSealTest, MakingAnEpochAgainKeepsItsKey) {
  auto seal = create();
  must(seal->create_epoch(1));
  Bytes const wrapped = must(seal->wrap(1, aad_, Secret(64)));
  must(seal->create_epoch(1));
  EXPECT_TRUE(seal->unwrap(1, aad_, wrapped));
}

TEST_F(FileSealTest, ALeftoverOfACreationCutShortIsReplaced) {
  auto seal = create();
  std::ofstream(folder() / "epoch-2.key.new") << "half";
  EXPECT_TRUE(must(seal->epochs()).empty());
  must(seal->create_epoch(2));
  EXPECT_EQ(must(seal->epochs()), std::vector<std::uint64_t>{2});
  EXPECT_FALSE(fs::exists(folder() / "epoch-2.key.new"));
}

TEST_F(FileSealTest, ADestroyedEpochIsGoneAndItsBytesAreOverwritten) {
  auto seal = create();
  must(seal->create_epoch(1));
  must(seal->create_epoch(12));
  Bytes const wrapped = must(seal->wrap(1, aad_, Secret(64)));
  fs::create_hard_link(folder() / "epoch-1.key", temp_.path() / "witness");  // the same bytes on the disk
  Bytes const before = testing::seen_from_outside(temp_.path() / "witness");
  must(seal->destroy_epoch(1));
  EXPECT_NE(testing::seen_from_outside(temp_.path() / "witness"), before);
  EXPECT_REFUSED(Code::gone, seal->unwrap(1, aad_, wrapped));
  EXPECT_EQ(must(seal->epochs()), std::vector<std::uint64_t>{12});
  must(seal->destroy_epoch(1));
}

TEST_F(FileSealTest, ADestructionCutShortLeavesNoKeyOfThatNameAndIsFinished) {
  auto seal = create();
  must(seal->create_epoch(1));
  Bytes const wrapped = must(seal->wrap(1, aad_, Secret(64)));
  fs::create_hard_link(folder() / "epoch-1.key", temp_.path() / "witness");
  Bytes const before = testing::seen_from_outside(temp_.path() / "witness");
  fs::rename(folder() / "epoch-1.key", folder() / "epoch-1.key.old");  // where a crash may end it

  seal = must(open());
  EXPECT_REFUSED(Code::gone, seal->unwrap(1, aad_, wrapped));
  EXPECT_TRUE(must(seal->epochs()).empty());
  must(seal->destroy_epoch(1));
  EXPECT_NE(testing::seen_from_outside(temp_.path() / "witness"), before);
  EXPECT_FALSE(fs::exists(folder() / "epoch-1.key.old"));
}

TEST_F(FileSealTest, IsCreatedInAnEmptyFolderOnly) {
  create();
  EXPECT_REFUSED(Code::conflict, create_file_seal(folder(), random_));
  auto const other = temp_.path() / "other";
  fs::create_directory(other);
  fs::permissions(other, fs::perms::owner_all);
  EXPECT_TRUE(create_file_seal(other, random_));
}

TEST_F(FileSealTest, AFolderThatIsNoSealIsNotOpened) {
  EXPECT_REFUSED(Code::not_found, open());
  fs::create_directory(folder());
  fs::permissions(folder(), fs::perms::owner_all);
  EXPECT_REFUSED(Code::gone, open());
}

TEST_F(FileSealTest, AFileThatOthersCanReadIsDenied) {
  create();
  fs::permissions(folder() / "root.key", fs::perms::others_read, fs::perm_options::add);
  expect_denied("chmod 600 " + (folder() / "root.key").string());
}

TEST_F(FileSealTest, AnEpochFileThatOthersCanReadIsDenied) {
  must(create()->create_epoch(3));
  fs::permissions(folder() / "epoch-3.key", fs::perms::group_write, fs::perm_options::add);
  expect_denied("chmod 600 " + (folder() / "epoch-3.key").string());
}

TEST_F(FileSealTest, AFolderThatTheGroupCanReadIsDenied) {
  create();
  fs::permissions(folder(), fs::perms::group_read, fs::perm_options::add);
  expect_denied("chmod 700 " + folder().string());
}

TEST_F(FileSealTest, ModesAreLookedAtOnEveryUse) {
  auto seal = create();
  fs::permissions(folder() / "root.key", fs::perms::group_read, fs::perm_options::add);
  EXPECT_REFUSED(Code::denied, seal->wrap_root(aad_, Secret(64)));
}

TEST_F(FileSealTest, LinksAreDenied) {
  create();
  fs::rename(folder() / "root.key", temp_.path() / "elsewhere.key");
  fs::create_symlink(temp_.path() / "elsewhere.key", folder() / "root.key");
  EXPECT_REFUSED(Code::denied, open());
  fs::create_symlink(folder(), temp_.path() / "link");
  EXPECT_REFUSED(Code::denied, open_file_seal(temp_.path() / "link", random_));
}

TEST_F(FileSealTest, AFileOfAnotherSizeIsCorrupt) {
  create();
  for (std::string const& content : {std::string(63, 'x'), std::string(65, 'x'), std::string()}) {
    std::ofstream(folder() / "root.key", std::ios::trunc) << content;
    EXPECT_REFUSED(Code::corrupt, open()) << content.size();
  }
}

TEST_F(FileSealTest, AnotherUsersSealIsDenied) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give a file away";
  create();
  ASSERT_EQ(::chown((folder() / "root.key").c_str(), 12345, 12345), 0);
  EXPECT_REFUSED(Code::denied, open());
}

TEST(Apart, SealAndDataMustNotLieInEachOther) {
  TempFolder temp;
  auto const& at = temp.path();
  fs::create_directories(at / "data");
  EXPECT_TRUE(apart(at / "seal", at / "data"));
  EXPECT_TRUE(apart(at / "data-seal", at / "data"));
  EXPECT_REFUSED(Code::invalid, apart(at / "data/seal", at / "data"));
  EXPECT_REFUSED(Code::invalid, apart(at / "data/deep/er/seal", at / "data/"));
  EXPECT_REFUSED(Code::invalid, apart(at / "seal", at / "seal/data"));
  EXPECT_REFUSED(Code::invalid, apart(at / "data", at / "data"));
  EXPECT_REFUSED(Code::invalid, apart(at / "seal/../data/seal", at / "data"));
}

TEST(Apart, ALinkIntoTheDataIsSeenThrough) {
  TempFolder temp;
  auto const& at = temp.path();
  fs::create_directories(at / "data/inside");
  fs::create_symlink(at / "data/inside", at / "innocent");
  EXPECT_REFUSED(Code::invalid, apart(at / "innocent/seal", at / "data"));
  EXPECT_REFUSED(Code::invalid, apart(at / "innocent", at / "data"));
}

}  // namespace
}  // namespace troth::keys

// What every kind of seal must do, on each of them. The token is SoftHSM's, in a folder of the test's own.
#include "keys/seal.h"

#include "keys/internal/soft_token_fixture.h"

namespace troth::keys {
namespace {

using testing::must;
using testing::SoftToken;
using testing::TempFolder;
namespace fs = std::filesystem;

class SealTest : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    if (GetParam() == "file") return;
    if (!SoftToken::here()) GTEST_SKIP() << "the package softhsm2 is not here";
    token_.emplace(temp_.path());
  }
  void TearDown() override {
    seal_.reset();
    token_.reset();
  }

  Pkcs11Uri uri(std::string const& name = "eu-1") { return token_->uri(name); }
  Result<std::unique_ptr<Seal>> make(std::string const& name = "eu-1") {
    return GetParam() == "file" ? create_file_seal(temp_.path() / name, random_)
                                : create_pkcs11_seal(uri(name), random_);
  }
  Result<std::unique_ptr<Seal>> open(std::string const& name = "eu-1") {
    return GetParam() == "file" ? open_file_seal(temp_.path() / name, random_) : open_pkcs11_seal(uri(name), random_);
  }
  Seal& seal() {
    if (!seal_) seal_ = must(make());
    return *seal_;
  }
  void restart() {
    seal();
    seal_.reset();
    seal_ = must(open());
  }

  TempFolder temp_;
  SystemRandom random_;
  std::optional<SoftToken> token_;
  std::unique_ptr<Seal> seal_;
  Secret const key_ = Secret::copy_of(random_.bytes<64>());
  Bytes const aad_{1, 2, 3};
};

TEST_P(SealTest, SaysWhatItIs) { EXPECT_EQ(seal().kind(), GetParam()); }

TEST_P(SealTest, WhatItWrapsOpensAfterARestart) {
  Bytes const root = must(seal().wrap_root(aad_, key_));
  must(seal().create_epoch(7));
  Bytes const epoch = must(seal().wrap(7, aad_, key_));
  restart();
  EXPECT_EQ(hex(must(seal().unwrap_root(aad_, root)).view()), hex(key_.view()));
  EXPECT_EQ(hex(must(seal().unwrap(7, aad_, epoch)).view()), hex(key_.view()));
}

TEST_P(SealTest, AWrapOpensOnlyWhereItBelongsAndWhole) {
  Bytes const root = must(seal().wrap_root(aad_, key_));
  must(seal().create_epoch(1));
  must(seal().create_epoch(2));
  Bytes const epoch = must(seal().wrap(1, aad_, key_));
  EXPECT_REFUSED(Code::corrupt, seal().unwrap_root(Bytes{9}, root));
  EXPECT_REFUSED(Code::corrupt, seal().unwrap_root(aad_, epoch));
  EXPECT_REFUSED(Code::corrupt, seal().unwrap(2, aad_, epoch));
  EXPECT_REFUSED(Code::corrupt, seal().unwrap_root(aad_, Bytes()));
  EXPECT_REFUSED(Code::corrupt, seal().unwrap_root(aad_, ByteView(root).first(20)));
  EXPECT_REFUSED(Code::corrupt, seal().unwrap_root(aad_, ByteView(root).first(root.size() - 1)));
  for (std::size_t at = 0; at < root.size(); at += 7) {
    Bytes bent = root;
    bent[at] ^= 1;
    EXPECT_REFUSED(Code::corrupt, seal().unwrap_root(aad_, bent)) << at;
  }
  EXPECT_EQ(hex(must(seal().unwrap_root(aad_, root)).view()), hex(key_.view()));  // and it still works
}

TEST_P(SealTest, TheKeyIsNotInTheWrap) {
  EXPECT_FALSE(testing::holds(must(seal().wrap_root(aad_, key_)), key_.view().first(16)));
}

TEST_P(SealTest, MakingAnEpochAgainKeepsItsKey) {
  must(seal().create_epoch(1));
  Bytes const wrapped = must(seal().wrap(1, aad_, key_));
  must(seal().create_epoch(1));
  EXPECT_TRUE(seal().unwrap(1, aad_, wrapped));
}

TEST_P(SealTest, ADestroyedEpochIsGoneForGood) {
  must(seal().create_epoch(1));
  must(seal().create_epoch(12));
  Bytes const wrapped = must(seal().wrap(1, aad_, key_));
  EXPECT_EQ(must(seal().epochs()), (std::vector<std::uint64_t>{1, 12}));
  must(seal().destroy_epoch(1));
  must(seal().destroy_epoch(1));
  EXPECT_REFUSED(Code::gone, seal().unwrap(1, aad_, wrapped));
  EXPECT_REFUSED(Code::gone, seal().wrap(1, aad_, key_));
  restart();
  EXPECT_EQ(must(seal().epochs()), std::vector<std::uint64_t>{12});
  must(seal().create_epoch(1));  // another key of the same name
  EXPECT_REFUSED(Code::corrupt, seal().unwrap(1, aad_, wrapped));
}

TEST_P(SealTest, ALogKeyIsTheSameForOneOriginAndAnotherForEachOther) {
  EXPECT_REFUSED(Code::gone, seal().log_key(1, "a.example.com"));
  must(seal().create_log_key(1));
  must(seal().create_log_key(2));
  auto const log_key = [&](std::uint64_t epoch, std::string_view origin) {
    return hex(must(seal().log_key(epoch, origin)).view());
  };
  std::string const first = log_key(1, "a.example.com");
  EXPECT_EQ(first.size(), 64u);
  EXPECT_NE(first, log_key(1, "b.example.com"));
  EXPECT_NE(first, log_key(2, "a.example.com"));
  restart();
  must(seal().create_log_key(1));
  EXPECT_EQ(first, log_key(1, "a.example.com"));
}

TEST_P(SealTest, ASealIsMadeOnceAndOpenedOnlyIfThere) {
  EXPECT_FALSE(open());
  seal();
  EXPECT_REFUSED(Code::conflict, make());
  auto const other = make("eu-2");
  EXPECT_TRUE(other);
}

TEST_P(SealTest, TwoSealsOpenNothingOfEachOther) {
  Bytes const root = must(seal().wrap_root(aad_, key_));
  must(seal().create_epoch(3));
  auto const other = must(make("eu-2"));
  EXPECT_REFUSED(Code::corrupt, other->unwrap_root(aad_, root));
  EXPECT_TRUE(must(other->epochs()).empty());
}

TEST_P(SealTest, AWholeCellLivesOnIt) {
  fs::create_directory(temp_.path() / "data");
  SystemRandom random;
  testing::HandClock clock;
  auto store = must(store::open_sqlite(temp_.path() / "data", {}, schema()));
  must(Keyring::create(store->keys(), seal(), testing::kTestCell, clock, random));
  auto const keyring = must(Keyring::open(store->keys(), seal(), clock, random, testing::kTestCell));
  Epochs epochs(store->keys(), seal(), *keyring, clock, random, temp_.path() / "keys.snapshot");
  must(epochs.open_after(1));
  while (must(epochs.rewrap(100)) > 0) continue;
  must(epochs.snapshot());
  must(epochs.destroy_closed());
  EXPECT_EQ(must(seal().epochs()), std::vector<std::uint64_t>{2});
  restart();
  EXPECT_TRUE(Keyring::open(store->keys(), seal(), clock, random, testing::kTestCell));
}

class TokenTest : public SealTest {};

TEST_P(TokenTest, AWrongPinIsRefusedAndNotTriedAgain) {
  seal();
  seal_.reset();
  token_->write_pin("0000");
  auto const opened = open();
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Code::denied);
  EXPECT_EQ(opened.error().at, token_->pin_file().string());
}

TEST_P(TokenTest, APinThatOthersCanReadIsDenied) {
  seal();
  seal_.reset();
  fs::permissions(token_->pin_file(), fs::perms::group_read, fs::perm_options::add);
  EXPECT_REFUSED(Code::denied, open());
}

TEST_P(TokenTest, AnAbsentTokenOrModuleIsUnavailable) {
  auto absent = uri();
  absent.token = "other";
  EXPECT_REFUSED(Code::unavailable, open_pkcs11_seal(absent, random_));
  absent = uri();
  absent.module = "/nowhere/module.so";
  EXPECT_REFUSED(Code::unavailable, open_pkcs11_seal(absent, random_));
  absent = uri();
  absent.serial = "0000000000000000";
  EXPECT_REFUSED(Code::unavailable, open_pkcs11_seal(absent, random_));
}

INSTANTIATE_TEST_SUITE_P(Kinds, SealTest, ::testing::Values("file", "pkcs11"),
                         [](auto const& kind) { return kind.param; });
INSTANTIATE_TEST_SUITE_P(Kinds, TokenTest, ::testing::Values("pkcs11"), [](auto const& kind) { return kind.param; });

}  // namespace
}  // namespace troth::keys

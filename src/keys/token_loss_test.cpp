// A token that logs us out, ends our sessions, goes away or lies: what it does not show must not be taken for
// destroyed.
#include "keys/internal/soft_token_fixture.h"
#include "keys/seal.h"

namespace troth::keys {
namespace {

using testing::Instead;
using testing::must;
using testing::SoftToken;
namespace fs = std::filesystem;

CK_C_FindObjectsInit real_search = nullptr;

CK_RV search_logged_out(CK_SESSION_HANDLE session, CK_ATTRIBUTE* wanted, CK_ULONG count) {
  SoftToken::log_out();
  return real_search(session, wanted, count);
}
CK_RV search_logged_out_once(CK_SESSION_HANDLE session, CK_ATTRIBUTE* wanted, CK_ULONG count) {
  SoftToken::log_out();
  SoftToken::functions().C_FindObjectsInit = real_search;
  return real_search(session, wanted, count);
}
CK_RV only_says_so(CK_SESSION_HANDLE, CK_OBJECT_HANDLE) { return CKR_OK; }

class TokenLoss : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!SoftToken::here()) GTEST_SKIP() << "the package softhsm2 is not here";
    token_.emplace(temp_.path());
    seal_ = must(create_pkcs11_seal(token_->uri(), random_));
    must(seal_->create_epoch(1));
    wrapped_ = must(seal_->wrap(1, aad_, key_));
    real_search = SoftToken::functions().C_FindObjectsInit;
  }
  void TearDown() override {
    seal_.reset();
    token_.reset();
  }
  /// What a process finds that begins anew: nothing that a module remembers.
  std::vector<std::uint64_t> epochs_in_truth() {
    seal_.reset();
    seal_ = must(open_pkcs11_seal(token_->uri(), random_));
    return must(seal_->epochs());
  }
  void expect_works() {
    EXPECT_EQ(hex(must(seal_->unwrap(1, aad_, wrapped_)).view()), hex(key_.view()));
    must(seal_->create_epoch(2));
    must(seal_->destroy_epoch(1));
    EXPECT_EQ(must(seal_->epochs()), std::vector<std::uint64_t>{2});
    EXPECT_EQ(epochs_in_truth(), std::vector<std::uint64_t>{2});
  }
  static void expect_unavailable(Result<> const& done) {
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, Code::unavailable);
  }
  fs::path away() const { return token_->tokens().string() + ".away"; }

  testing::TempFolder temp_;
  SystemRandom random_;
  std::optional<SoftToken> token_;
  std::unique_ptr<Seal> seal_;
  Secret const key_ = Secret::copy_of(random_.bytes<64>());
  Bytes const aad_{1, 2, 3};
  Bytes wrapped_;
};

TEST_F(TokenLoss, AfterALogoutItIsDestroyedAllTheSame) {
  SoftToken::log_out();
  must(seal_->destroy_epoch(1));
  EXPECT_EQ(epochs_in_truth(), std::vector<std::uint64_t>{});
}

TEST_F(TokenLoss, AKeyHiddenByALogoutIsNotGone) {
  SoftToken::log_out();
  EXPECT_TRUE(seal_->unwrap(1, aad_, wrapped_));
  SoftToken::log_out();
  EXPECT_EQ(must(seal_->epochs()), std::vector<std::uint64_t>{1});
  SoftToken::log_out();
  must(seal_->create_epoch(1));  // and not made a second time
  EXPECT_TRUE(seal_->unwrap(1, aad_, wrapped_));
}

TEST_F(TokenLoss, WithoutALoginNothingCountsAsDestroyed) {
  SoftToken::log_out();
  fs::remove(token_->pin_file());
  EXPECT_REFUSED(Code::unavailable, seal_->unwrap(1, aad_, wrapped_));
  for (int twice = 0; twice < 2; ++twice) expect_unavailable(seal_->destroy_epoch(1));
  token_->write_pin("4711\n");
  EXPECT_EQ(epochs_in_truth(), std::vector<std::uint64_t>{1});
  EXPECT_TRUE(seal_->unwrap(1, aad_, wrapped_));
}

TEST_F(TokenLoss, ALogoutInTheMiddleOfTheSearchIsSeen) {
  {
    Instead const logs_out(SoftToken::functions().C_FindObjectsInit, &search_logged_out);
    expect_unavailable(seal_->destroy_epoch(1));
  }
  EXPECT_EQ(epochs_in_truth(), std::vector<std::uint64_t>{1});
  {
    Instead const logs_out(SoftToken::functions().C_FindObjectsInit, &search_logged_out_once);
    must(seal_->destroy_epoch(1));
  }
  EXPECT_EQ(epochs_in_truth(), std::vector<std::uint64_t>{});
}

TEST_F(TokenLoss, ADestructionIsLookedAfter) {
  {
    Instead const lies(SoftToken::functions().C_DestroyObject, &only_says_so);
    expect_unavailable(seal_->destroy_epoch(1));
  }
  must(seal_->destroy_epoch(1));
  EXPECT_EQ(epochs_in_truth(), std::vector<std::uint64_t>{});
}

/// Its root key is not there either: then it is not the token that holds the epoch.
TEST_F(TokenLoss, AnotherTokenOfTheSameLabelTellsNothing) {
  fs::rename(token_->tokens(), away());
  fs::create_directory(token_->tokens());
  token_->initialise();
  SoftToken::log_out();
  expect_unavailable(seal_->create_epoch(2));
  expect_unavailable(seal_->destroy_epoch(1));
  fs::remove_all(token_->tokens());
  fs::rename(away(), token_->tokens());
  expect_works();
}

TEST_F(TokenLoss, SessionsThatAreEndedAreOpenedAgain) {
  SoftToken::close_sessions();
  EXPECT_EQ(must(seal_->epochs()), std::vector<std::uint64_t>{1});
  SoftToken::close_sessions();
  expect_works();
}

TEST_F(TokenLoss, WhileTheTokenIsAwayNothingIsDoneAndItGoesOnWhenItIsBack) {
  for (bool const folder_stays : {true, false}) {
    fs::rename(token_->tokens(), away());
    if (folder_stays) fs::create_directory(token_->tokens());
    EXPECT_REFUSED(Code::unavailable, seal_->wrap(2, aad_, key_));
    for (int twice = 0; twice < 2; ++twice) {
      expect_unavailable(seal_->create_epoch(3));
      expect_unavailable(seal_->destroy_epoch(1));
    }
    fs::remove_all(token_->tokens());
    fs::rename(away(), token_->tokens());
    EXPECT_EQ(hex(must(seal_->unwrap(1, aad_, wrapped_)).view()), hex(key_.view()));
  }
  expect_works();
}

TEST_F(TokenLoss, TwoSealsOfOneModuleGoOnTogether) {
  auto const other = must(create_pkcs11_seal(token_->uri("eu-2"), random_));
  Bytes const root = must(other->wrap_root(aad_, key_));
  fs::rename(token_->tokens(), away());
  expect_unavailable(seal_->create_epoch(2));
  fs::rename(away(), token_->tokens());
  must(seal_->create_epoch(2));
  EXPECT_TRUE(other->unwrap_root(aad_, root));
}

}  // namespace
}  // namespace troth::keys

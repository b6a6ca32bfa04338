#include "keys/fence.h"

#include "keys/internal/testing.h"

namespace troth::keys {
namespace {

using testing::must;
using testing::TempFolder;
using testing::TestCell;

class FenceTest : public ::testing::Test {
 protected:
  void raise(SubjectId id) {
    must(cell_.fences().raise(Fence::subject_erased, tenant_, id.view(), cell_.clock().now()));
  }
  SubjectId raise_new() {
    auto const id = SubjectId::make_random(cell_.random());
    raise(id);
    return id;
  }
  void run(store::Sql sql, store::Params params) {
    must(cell_.database().apply({{store::Step::Kind::write, sql, {std::move(params)}}}));
  }

  TempFolder temp_;
  TestCell cell_{temp_.path()};
  TenantId const tenant_ = cell_.add_tenant();
};

TEST_F(FenceTest, StandsForExactlyWhatItWasRaisedFor) {
  auto const id = raise_new();
  EXPECT_TRUE(cell_.fences().stands(Fence::subject_erased, tenant_, id.view()));
  EXPECT_REFUSED(Code::not_found, cell_.fences().stands(Fence::subject_erased, kCell, id.view()));
  EXPECT_REFUSED(Code::not_found,
                 cell_.fences().stands(Fence::subject_erased, tenant_, SubjectId::make_random(cell_.random()).view()));
}

TEST_F(FenceTest, ASecondFenceOfTheSameIdIsNoNewRow) {
  auto const id = raise_new();
  raise(id);
  EXPECT_EQ(cell_.fences().size(), 1u);
  raise_new();
  EXPECT_EQ(cell_.fences().size(), 2u);
}

TEST_F(FenceTest, StandsAfterARestartAndTheChainGoesOn) {
  auto const id = raise_new();
  cell_.open();
  EXPECT_EQ(cell_.fences().size(), 1u);
  EXPECT_TRUE(cell_.fences().stands(Fence::subject_erased, tenant_, id.view()));
  raise_new();
  EXPECT_TRUE(cell_.fences().audit());
}

TEST_F(FenceTest, HoldsNoIdInClear) {
  auto const id = raise_new();
  auto rows = must(cell_.database().query("SELECT token FROM fence", {}));
  EXPECT_EQ(rows[0][0].bytes().size(), 32u);
  auto const log = testing::seen_from_outside(cell_.data() / "keys.db-wal");
  auto const file = testing::seen_from_outside(cell_.data() / "keys.db");
  EXPECT_FALSE(testing::holds(file, id.view()) || testing::holds(log, id.view()));
  EXPECT_TRUE(testing::holds(file, rows[0][0].bytes()) || testing::holds(log, rows[0][0].bytes()));
}

TEST_F(FenceTest, AuditFindsAnEditedRow) {
  for (int i = 0; i < 5; ++i) raise_new();
  ASSERT_TRUE(cell_.fences().audit());
  run("UPDATE fence SET at = at + 1 WHERE seq = $1", {3});
  EXPECT_REFUSED(Code::corrupt, cell_.fences().audit());
}

TEST_F(FenceTest, AuditFindsAReplacedToken) {
  for (int i = 0; i < 3; ++i) raise_new();
  run("UPDATE fence SET token = $1 WHERE seq = $2", {Bytes(32, 7), 3});
  EXPECT_REFUSED(Code::corrupt, cell_.fences().audit());
}

TEST_F(FenceTest, AuditFindsAMissingRow) {
  for (int i = 0; i < 3; ++i) raise_new();
  run("DELETE FROM fence WHERE seq = $1", {2});
  EXPECT_REFUSED(Code::corrupt, cell_.fences().audit());
}

TEST_F(FenceTest, AuditReadsMoreThanOnePage) {
  for (int i = 0; i < 1003; ++i) raise_new();
  EXPECT_TRUE(cell_.fences().audit());
  run("UPDATE fence SET kind = $1 WHERE seq = $2", {2, 1002});
  EXPECT_REFUSED(Code::corrupt, cell_.fences().audit());
}

TEST_F(FenceTest, AFencedSubjectGetsNoKeyRow) {
  auto const subject = SubjectId::make_random(cell_.random());
  KeyRow early = must(cell_.keyring().new_subject(tenant_, subject)).row;
  raise(subject);
  EXPECT_REFUSED(Code::conflict, cell_.commit(std::move(early)));
  cell_.open();
  EXPECT_REFUSED(Code::gone, cell_.keyring().subject(tenant_, subject));
  KeyRow again = must(cell_.keyring().new_subject(tenant_, subject)).row;
  EXPECT_REFUSED(Code::conflict, cell_.commit(std::move(again)));
}

}  // namespace
}  // namespace troth::keys

#include "store/store_fixture.h"

namespace troth::store::sqlite {
namespace {

TEST_F(StoreTest, FilesAreForTheOwnerAlone) {
  ASSERT_TRUE(commit(adds_item(1)));
  for (char const* name : {"data.db", "data.db-wal", "keys.db", "keys.db-wal", "lock"}) {
    auto const mode = std::filesystem::status(file(name)).permissions();
    EXPECT_EQ(mode & std::filesystem::perms(077), std::filesystem::perms::none) << name;
  }
}

TEST_F(StoreTest, ACleanEndLeavesNothingInTheLog) {
  for (int id = 0; id < 300; ++id) ASSERT_TRUE(commit(adds_item(id)));
  store_.reset();
  EXPECT_EQ(std::filesystem::file_size(file("data.db-wal")), 0u);
}

}  // namespace
}  // namespace troth::store::sqlite

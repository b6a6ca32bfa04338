#include "store/sqlite/migrate.h"

#include "store/store_fixture.h"

namespace troth::store::sqlite {
namespace {

class MigrateTest : public StoreTest {
 protected:
  static Schema and_then(Migration more) {
    Schema out = data_schema();
    out.push_back(more);
    return out;
  }
  Result<> reopen(Schema const& data) {
    store_.reset();
    auto opened = open_sqlite(folder_.path(), data, key_schema());
    if (!opened) return std::move(opened).error();
    store_ = std::move(*opened);
    return {};
  }
};

TEST_F(MigrateTest, AppliesEachStepOnce) {
  auto const two = and_then({"test", 2, "CREATE TABLE later (id BIGINT); INSERT INTO later (id) VALUES (1)"});
  ASSERT_TRUE(reopen(two));
  ASSERT_TRUE(reopen(two));
  EXPECT_EQ(count(snapshot()->query("SELECT count(*) FROM later", {})), 1);
}

TEST_F(MigrateTest, RefusesAFolderOfANewerVersion) {
  ASSERT_TRUE(reopen(and_then({"test", 2, "CREATE TABLE later (id BIGINT)"})));
  EXPECT_EQ(code_of(reopen(data_schema())), Code::conflict);
}

TEST_F(MigrateTest, RefusesADomainItDoesNotKnow) {
  ASSERT_TRUE(reopen(and_then({"other", 1, "CREATE TABLE other (id BIGINT)"})));
  EXPECT_EQ(code_of(reopen(data_schema())), Code::conflict);
}

TEST_F(MigrateTest, AStepThatFailsLeavesNothingOfItsSchema) {
  EXPECT_FALSE(reopen(and_then({"test", 2, "CREATE TABLE half (id BIGINT); INSERT INTO absent (id) VALUES (1)"})));
  ASSERT_TRUE(reopen(data_schema()));
  EXPECT_EQ(count(snapshot()->query("SELECT count(*) FROM sqlite_schema WHERE name = 'half'", {})), 0);
}

TEST(Migrate, AFileThatIsNoDatabaseIsCorrupt) {
  TempFolder folder;
  std::string const junk(8192, 'x');
  std::FILE* file = std::fopen((folder.path() / "data.db").c_str(), "w");
  ASSERT_NE(file, nullptr);
  std::fwrite(junk.data(), 1, junk.size(), file);
  std::fclose(file);
  auto opened = open_sqlite(folder.path(), data_schema(), key_schema());
  ASSERT_FALSE(opened);
  EXPECT_EQ(code_of(opened), Code::corrupt);
}

TEST(Migrate, AFolderThatIsNotThereIsRefused) {
  TempFolder folder;
  auto opened = open_sqlite(folder.path() / "absent", data_schema(), key_schema());
  ASSERT_FALSE(opened);
  EXPECT_EQ(code_of(opened), Code::unavailable);
}

}  // namespace
}  // namespace troth::store::sqlite

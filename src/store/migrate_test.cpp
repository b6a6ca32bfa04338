#include "store/engine_fixture.h"

namespace troth::store {
namespace {

class MigrateTest : public EngineTest {
 protected:
  static Schema and_then(Migration more) {
    Schema out = data_schema();
    out.push_back(more);
    return out;
  }
  Result<> reopen(Schema const& data) {
    store_.reset();
    auto opened = open_stores(place_, data, key_schema());
    if (!opened) return std::move(opened).error();
    store_ = std::move(*opened);
    return {};
  }
};

TEST_P(MigrateTest, AppliesEachStepOnce) {
  auto const two = and_then({"test", 2, "CREATE TABLE later (id BIGINT); INSERT INTO later (id) VALUES (1)"});
  ASSERT_TRUE(reopen(two));
  ASSERT_TRUE(reopen(two));
  EXPECT_EQ(count(snapshot()->query("SELECT count(*) FROM later", {})), 1);
}

TEST_P(MigrateTest, RefusesAStoreOfANewerVersion) {
  ASSERT_TRUE(reopen(and_then({"test", 2, "CREATE TABLE later (id BIGINT)"})));
  EXPECT_EQ(code_of(reopen(data_schema())), Code::conflict);
}

TEST_P(MigrateTest, RefusesADomainItDoesNotKnow) {
  ASSERT_TRUE(reopen(and_then({"other", 1, "CREATE TABLE other (id BIGINT)"})));
  EXPECT_EQ(code_of(reopen(data_schema())), Code::conflict);
}

TEST_P(MigrateTest, AStepThatFailsLeavesNothingOfItsSchema) {
  EXPECT_FALSE(reopen(and_then({"test", 2, "CREATE TABLE half (id BIGINT); INSERT INTO absent (id) VALUES (1)"})));
  ASSERT_TRUE(reopen(data_schema()));
  EXPECT_EQ(code_of(snapshot()->query("SELECT count(*) FROM half", {})), Code::corrupt);
}

TEST_P(MigrateTest, TablesThatOnlySqliteKeepsInOrderAreTablesEverywhere) {
  ASSERT_TRUE(reopen(and_then({"test", 2, "CREATE TABLE later (id BIGINT NOT NULL PRIMARY KEY) WITHOUT ROWID"})));
  EXPECT_EQ(count(snapshot()->query("SELECT count(*) FROM later", {})), 0);
}

INSTANTIATE_TEST_SUITE_P(Store, MigrateTest, testing::ValuesIn(kEngines), engine_name);

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
}  // namespace troth::store

#include "store/sqlite/dialect.h"

#include <gtest/gtest.h>

namespace troth::store::sqlite {
namespace {

TEST(Dialect, RewritesPlaceholdersAndTypesOutsideQuotes) {
  EXPECT_EQ(to_sqlite("SELECT $1, $12 FROM t WHERE a = $1"), "SELECT ?1, ?12 FROM t WHERE a = ?1");
  EXPECT_EQ(to_sqlite("CAST($1 AS BIGINT), CAST($2 AS BYTEA)"), "CAST(?1 AS INTEGER), CAST(?2 AS BLOB)");
  EXPECT_EQ(to_sqlite("x = '$1 BYTEA' AND MY_BYTEA = 'it''s $2'"), "x = '$1 BYTEA' AND MY_BYTEA = 'it''s $2'");
  EXPECT_EQ(to_sqlite("SELECT 1 -- $1\n+ 2"), "SELECT 1 \n+ 2");
}

TEST(Dialect, AnUnclosedQuoteEndsWithTheText) { EXPECT_EQ(to_sqlite("SELECT 'abc $1"), "SELECT 'abc $1"); }

TEST(Dialect, SplitsAMigrationAndMakesItsTablesStrict) {
  auto const out = migration_statements(
      "-- what; a comment's end\nCREATE TABLE a (b BYTEA, c TEXT DEFAULT ';');\n"
      "CREATE TABLE d (e BIGINT PRIMARY KEY) WITHOUT ROWID;\nCREATE INDEX f ON a (b);\n ;\n");
  ASSERT_EQ(out.size(), 3u);
  EXPECT_EQ(out[0], "CREATE TABLE a (b BLOB, c TEXT DEFAULT ';') STRICT");
  EXPECT_EQ(out[1], "CREATE TABLE d (e INTEGER PRIMARY KEY) WITHOUT ROWID, STRICT");
  EXPECT_EQ(out[2], "CREATE INDEX f ON a (b)");
}

}  // namespace
}  // namespace troth::store::sqlite

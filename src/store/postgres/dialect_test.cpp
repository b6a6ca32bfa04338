#include "store/postgres/dialect.h"

#include <gtest/gtest.h>

namespace troth::store::postgres {
namespace {

TEST(PostgresDialect, KeepsWhatPostgresReadsAndDropsWhatOnlySqliteDoes) {
  EXPECT_EQ(to_postgres("CREATE TABLE a (b BYTEA, PRIMARY KEY (b)) WITHOUT ROWID;CREATE INDEX c ON a (b)"),
            "CREATE TABLE a (b BYTEA, PRIMARY KEY (b)) ;CREATE INDEX c ON a (b)");
  EXPECT_EQ(to_postgres("CREATE TABLE a (b TEXT DEFAULT 'WITHOUT ROWID') -- WITHOUT ROWID\n;"),
            "CREATE TABLE a (b TEXT DEFAULT 'WITHOUT ROWID') \n;");
  EXPECT_EQ(to_postgres("SELECT $1, 'it''s $2'"), "SELECT $1, 'it''s $2'");
}

}  // namespace
}  // namespace troth::store::postgres

#include "store/postgres/server.h"

#include "store/engine_fixture.h"

namespace troth::store::postgres {
namespace {

/// Why a store at that place is refused.
Error refusal(Place const& place) {
  auto opened = open_stores(place, data_schema(), key_schema());
  return opened ? fail(Code::unimplemented, "it was not refused") : std::move(opened).error();
}

TEST(Address, RefusesWhatIsNoPostgresUrlOrCannotBeRead) {
  for (char const* url : {"data.db", "mysql://troth@/x", "postgres://troth@/x?nonsense=1", "host=/tmp dbname=x"})
    EXPECT_EQ(code_of(Address::parse(url)), Code::invalid) << url;
  EXPECT_TRUE(Address::parse("postgres://troth@/x?host=/run/postgresql"));
  EXPECT_TRUE(Address::parse("postgresql://127.0.0.1:5433/x"));
}

/// Else libpq would go to a host that nobody judged, perhaps in clear.
TEST(Address, NamesItsHostItself) {
  EXPECT_EQ(code_of(Address::parse("postgres:///x?service=prod")), Code::invalid);
  ASSERT_EQ(::setenv("PGHOST", "db.example.com", 1), 0);
  EXPECT_EQ(code_of(Address::parse("postgres:///x")), Code::invalid);
  EXPECT_TRUE(Address::parse("postgres:///x?host=/run/postgresql"));
  ASSERT_EQ(::unsetenv("PGHOST"), 0);
  EXPECT_TRUE(Address::parse("postgres:///x"));
}

TEST(Address, RefusesAPasswordAndDoesNotRepeatIt) {
  auto refused = Address::parse("postgres://troth:hunter2@/x");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::invalid);
  EXPECT_EQ((refused.error().at + refused.error().detail).find("hunter2"), std::string::npos);
}

TEST(Address, AnotherMachineIsReachedWithACheckedCertificateOnly) {
  for (char const* url : {"postgres://troth@db.example.com/x", "postgres://troth@db.example.com/x?sslmode=require",
                          "postgres://troth@127.0.0.1,db.example.com/x?sslmode=prefer"})
    EXPECT_EQ(code_of(Address::parse(url)), Code::invalid) << url;
  EXPECT_TRUE(Address::parse("postgres://troth@a.example.com,b.example.com/x?sslmode=verify-full"));
}

TEST(Server, NobodyAnswersIsUnavailable) {
  TempFolder folder;
  EXPECT_EQ(refusal({folder.path(), "postgres://troth@/x?host=" + folder.path().string()}).code, Code::unavailable);
}

TEST(Server, OnlyADatabaseOfUtf8InTheOrderOfBytesIsTaken) {
  TROTH_NEED_CLUSTER();
  Cluster cluster;
  for (char const* kind : {"LC_COLLATE 'C.UTF-8' ENCODING 'UTF8'", "LC_COLLATE 'C' ENCODING 'SQL_ASCII'"}) {
    TempFolder folder;
    auto const error = refusal({folder.path(), cluster.fresh(kind)});
    EXPECT_EQ(error.code, Code::unavailable) << kind;
    EXPECT_NE(error.message.find("createdb --template template0 --lc-collate C --encoding UTF8"), error.message.npos);
  }
}

TEST(Server, OneThatWouldLoseWhatItConfirmedIsRefused) {
  TROTH_NEED_CLUSTER();
  Cluster cluster({"fsync=off"});
  TempFolder folder;
  EXPECT_NE(refusal({folder.path(), cluster.fresh()}).message.find("fsync"), std::string_view::npos);
}

TEST(Server, ASessionThatWouldNotWaitForTheDiskIsMadeTo) {
  TROTH_NEED_CLUSTER();
  Cluster cluster({"synchronous_commit=off"});
  auto address = Address::parse(cluster.fresh());
  ASSERT_TRUE(address);
  auto connection = Connection::open(*address);
  ASSERT_TRUE(connection);
  ASSERT_TRUE(check_server(*connection));
  EXPECT_EQ(connection->once("SHOW synchronous_commit")->at(0).at(0).text(), "on");
}

TEST(KeyServer, KeysStandApartFromTheData) {
  TROTH_NEED_CLUSTER();
  Cluster cluster;
  TempFolder folder;
  auto const data = cluster.fresh(), keys = cluster.fresh();
  EXPECT_EQ(refusal({folder.path(), data, data, true}).code, Code::invalid) << "one database for both";
  auto const beside = refusal({folder.path(), data, keys});
  EXPECT_EQ(beside.code, Code::invalid);
  EXPECT_NE(beside.message.find("--keys-same-cluster"), beside.message.npos);
  EXPECT_EQ(refusal({folder.path(), "", keys}).code, Code::invalid) << "keys alone";
  EXPECT_TRUE(open_stores({folder.path(), data, keys, true}, data_schema(), key_schema()));
}

TEST(KeyServer, AClusterThatArchivesItsLogIsRefused) {
  TROTH_NEED_CLUSTER();
  Cluster data, keys({"archive_mode=on", "archive_command=true"});
  TempFolder folder;
  EXPECT_NE(refusal({folder.path(), data.fresh(), keys.fresh()}).message.find("archive_mode"), std::string_view::npos);
}

TEST(KeyServer, ARoleThatCannotMakeACheckpointIsRefused) {
  TROTH_NEED_CLUSTER();
  Cluster data, keys;
  keys.fresh();
  keys.sql("db1", "CREATE ROLE plain LOGIN; GRANT CREATE ON SCHEMA public TO plain");
  TempFolder folder;
  auto url = keys.url("db1");
  url.replace(url.find("troth@"), 5, "plain");
  EXPECT_NE(refusal({folder.path(), data.fresh(), url}).message.find("pg_checkpoint"), std::string_view::npos);
  keys.sql("db1", "GRANT pg_checkpoint TO plain");
  auto store = open_stores({folder.path(), data.url("db1"), url}, data_schema(), key_schema());
  ASSERT_TRUE(store) << store.error().detail;
  EXPECT_TRUE((*store)->keys().scrub());
}

}  // namespace
}  // namespace troth::store::postgres

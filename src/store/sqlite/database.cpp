#include "store/sqlite/database.h"

#include <sqlite3.h>

#include <string>

#include "base/mutant.h"
#include "store/sqlite/failure.h"

namespace troth::store::sqlite {
namespace {

int flags(Role role) {
  int const how = role == Role::owner          ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
                  : role == Role::checkpointer ? SQLITE_OPEN_READWRITE
                                               : SQLITE_OPEN_READONLY;
  return how | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
}

Result<> configure(sqlite3* db, int option, int value) {
  int const code = sqlite3_db_config(db, option, value, nullptr);
  if (code != SQLITE_OK) return failure(db, code);
  return {};
}

/// What a hostile database file could use against us, and what our own SQL never needs.
Result<> harden(sqlite3* db) {
  TROTH_TRY(configure(db, SQLITE_DBCONFIG_DEFENSIVE, 1));
  TROTH_TRY(configure(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0));
  TROTH_TRY(configure(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0));
  TROTH_TRY(configure(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0));
  TROTH_TRY(configure(db, SQLITE_DBCONFIG_DQS_DDL, 0));
  TROTH_TRY(configure(db, SQLITE_DBCONFIG_DQS_DML, 0));
  TROTH_TRY(configure(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1));
  sqlite3_limit(db, SQLITE_LIMIT_LENGTH, 16 << 20);
  sqlite3_limit(db, SQLITE_LIMIT_SQL_LENGTH, 64 << 10);
  sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0);
  sqlite3_limit(db, SQLITE_LIMIT_WORKER_THREADS, 0);
  return {};
}

/// A pragma that SQLite does not honour tells so only by its answer.
Result<> set(Connection& database, std::string const& pragma, std::string const& value) {
  TROTH_TRY(database.once("PRAGMA " + pragma + "=" + value));
  TROTH_TRY(Rows rows, database.once("PRAGMA " + pragma));
  if (rows.size() == 1 && rows[0].size() == 1) {
    Value const& now = rows[0][0];
    bool const text = std::holds_alternative<std::string>(now.variant());
    if ((text ? now.text() : std::to_string(now.integer())) == value) return {};
  }
  return fail(Code::unavailable, "the store cannot be set up as it must be", {}, pragma);
}

Result<> set_up_reader(Connection& database) {
  TROTH_TRY(set(database, "query_only", "1"));
  return set(database, "temp_store", "2");
}

/// FULL: what is told to be committed has been synced.
char const* synchronous() {
  return TROTH_MUTANT("no-fsync-before-ack") ? "1" : TROTH_MUTANT("torn-page-accepted") ? "0" : "2";
}

Result<> set_up_owner(Connection& database) {
  TROTH_TRY(set(database, "journal_mode", "wal"));
  TROTH_TRY(set(database, "synchronous", synchronous()));
  TROTH_TRY(set(database, "secure_delete", "1"));
  TROTH_TRY(set(database, "foreign_keys", "0"));
  TROTH_TRY(set(database, "temp_store", "2"));
  TROTH_TRY(set(database, "cell_size_check", "1"));
  return set(database, "cache_size", "-49152");
}

}  // namespace

Result<Connection> open_database(std::filesystem::path const& file, Role role, char const* vfs) {
  sqlite3* db = nullptr;
  if (role == Role::owner && TROTH_MUTANT("log-forgotten-at-start")) std::filesystem::remove(file.string() + "-wal");
  int const code = sqlite3_open_v2(file.c_str(), &db, flags(role), vfs);
  Connection database(db);
  if (code != SQLITE_OK) return failure(db, code);
  if (role == Role::owner) {
    // Before the WAL exists: SQLite gives it the mode of the database.
    std::error_code error;
    std::filesystem::permissions(file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write, error);
    if (error) return fail(Code::unavailable, "the store does not answer", {}, "chmod: " + error.message());
  }
  sqlite3_busy_timeout(db, kBusyMilliseconds);
  TROTH_TRY(harden(db));
  TROTH_TRY(set(database, "wal_autocheckpoint", "0"));
  TROTH_TRY(set(database, "mmap_size", "0"));
  if (role == Role::checkpointer) {
    TROTH_TRY(set(database, "synchronous", synchronous()));
    return database;
  }
  TROTH_TRY(role == Role::owner ? set_up_owner(database) : set_up_reader(database));
  return database;
}

}  // namespace troth::store::sqlite

#include "store/sqlite/failure.h"

#include <sqlite3.h>

#include <cerrno>

namespace troth::store::sqlite {
namespace {

/// SQLite knows ENOSPC only; a quota that is used up is the same to us.
bool quota_used_up(sqlite3* db, int code) {
  return code == SQLITE_IOERR_WRITE && db != nullptr && sqlite3_system_errno(db) == EDQUOT;
}

bool is_key_violation(int code) {
  return code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY || code == SQLITE_CONSTRAINT_ROWID;
}

}  // namespace

Error failure(sqlite3* db, int code) {
  std::string detail = "sqlite " + std::to_string(code) + ": " + (db ? sqlite3_errmsg(db) : sqlite3_errstr(code));
  if (quota_used_up(db, code)) return fail(Code::storage_full, "no space is left", {}, std::move(detail));
  switch (code & 0xff) {
    case SQLITE_FULL:
      return fail(Code::storage_full, "no space is left", {}, std::move(detail));
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return fail(Code::corrupt, "stored data fail their check", {}, std::move(detail));
    case SQLITE_TOOBIG:
      return fail(Code::too_large, "a value is too large to store", {}, std::move(detail));
    case SQLITE_CONSTRAINT:
      if (is_key_violation(code)) return fail(Code::conflict, "it is there already", {}, std::move(detail));
      return fail(Code::invalid, "a value breaks the schema", {}, std::move(detail));
    // Our literals are tested against our schema: a statement that does not compile meets a schema that is not ours.
    case SQLITE_ERROR:
      return fail(Code::corrupt, "the stored schema is not the expected one", {}, std::move(detail));
    default:
      return fail(Code::unavailable, "the store does not answer", {}, std::move(detail));
  }
}

}  // namespace troth::store::sqlite

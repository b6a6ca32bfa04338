#pragma once
#include "base/result.h"

struct sqlite3;

namespace troth::store::sqlite {

/// What a SQLite result code means to the rest of the house:
///   BUSY, LOCKED, IOERR, CANTOPEN ...   unavailable
///   FULL (a used-up quota too)          storage_full
///   CORRUPT, NOTADB                     corrupt
///   UNIQUE, PRIMARY KEY                 conflict: the row is there already. Nothing else of SQLite's is a conflict
///   other constraints                   invalid
/// `db` may be null; its message becomes the detail (names of tables and columns, never values).
Error failure(sqlite3* db, int code);

}  // namespace troth::store::sqlite

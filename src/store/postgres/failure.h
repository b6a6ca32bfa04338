#pragma once
#include "base/result.h"

struct pg_conn;
struct pg_result;

namespace troth::store::postgres {

/// Whether it is an answer and no error.
bool succeeded(pg_result const* result);

/// What an SQLSTATE means to the rest of the house:
///   08, 57 (shutting down, starting, cancelled), 53 (connections, memory), no state at all   unavailable
///   53100                                                                                    storage_full
///   XX001, XX002; 42 (our literals are tested against our schema)                            corrupt
///   23505                     conflict: the row is there already
///   40001, 40P01              conflict, `at` kNoOrder: nobody's miss, decide again
///   42501                     denied
///   other 23; 22; 42804       invalid
///   54                        too_large
/// The detail is the server's first line, which names tables and columns, never values.
Error failure(pg_result const* result);
/// The connection is gone, or was never there.
Error lost(pg_conn const* connection);

}  // namespace troth::store::postgres

#pragma once
#include <array>

#include "store/postgres/connection.h"

namespace troth::store::postgres {

/// A database belongs to one process: the sizes and roots of its logs live in that process's memory, and a second
/// writer would fork them. Two things hold it:
///   an advisory lock  of the session that writes. Whoever has it knows that every earlier writing session has ended,
///                     so that what its last COMMIT did can be read and no longer changes
///   the row of store_claim  whose process this is (a random owner) and how many transactions it has committed. Each
///                     transaction moves it, so that one of a process that has lost the database cannot commit
class Claim {
 public:
  Claim();

  /// Takes a database that nobody has; conflict when another process has it.
  Result<> take(Connection& connection);
  /// Takes it back on a new session, and tells how many transactions stand. unavailable while the old session still
  /// ends; gone when the database is no longer this process's.
  Result<std::int64_t> take_back(Connection& connection);
  /// Inside a transaction: it is the `number`th. Gone when the database is no longer this process's.
  Result<> mark(Connection& connection, std::int64_t number);

 private:
  Result<bool> lock(Connection& connection);
  Bytes owner_;
};

}  // namespace troth::store::postgres

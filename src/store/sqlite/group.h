#pragma once
#include <vector>

#include "store/sqlite/connection.h"
#include "store/sqlite/health.h"

namespace troth::store::sqlite {

/// What several members, who know nothing of each other, do in one transaction. Each runs inside a savepoint of its
/// own.
class Group {
 public:
  virtual ~Group() = default;
  virtual Result<> run(std::size_t member) = 0;
  virtual void keep(std::size_t) {}        ///< the member stands
  virtual void drop(std::size_t) {}        ///< its savepoint is rolled back, or went down with the transaction
  virtual Result<> close() { return {}; }  ///< before COMMIT, when at least one stands
  virtual void committed() {}
  virtual void discarded() {}
};

/// One for each member: durable, or not there at all and why.
using Fates = std::vector<Result<>>;

/// Commits what stands of the group with one fsync.
///   a member fails                     it alone is undone
///   the transaction is lost            after FULL, IOERR or NOMEM SQLite may end it with all its savepoints, and
///   COMMIT may
///                                      find no space: then each member is tried alone, once, in order
///   COMMIT fails in any other way      `health` fails, and nothing is tried again
Fates commit_group(Connection& database, Health& health, Group& group, std::size_t members);

}  // namespace troth::store::sqlite

#pragma once
#include <vector>

#include "store/health.h"
#include "store/session.h"

namespace troth::store {

/// What several members, who know nothing of each other, do in one transaction.
class Group {
 public:
  virtual ~Group() = default;
  virtual Result<> run(std::size_t member) = 0;
  virtual void keep(std::size_t) {}        ///< the member stands
  virtual void drop(std::size_t) {}        ///< it is undone: alone, or with the transaction
  virtual Result<> close() { return {}; }  ///< before COMMIT, when at least one stands
  virtual void committed() {}
  virtual void discarded() {}  ///< nothing of it stands; its members may come again
};

/// One for each member: durable, or not there at all and why.
using Fates = std::vector<Result<>>;

/// Commits what stands of the group with one fsync. First in the hope that every member holds.
///   a member fails     all is undone and done again, each member in a savepoint of its own: it alone is left out
///   the transaction    SQLite may end it after FULL, IOERR or NOMEM with all its savepoints, COMMIT may find no space,
///   is lost            a connection may break: then each member is tried alone, once
///   nobody knows       what COMMIT did: `health` has failed, and nothing is tried again
Fates commit_group(Session& database, Health& health, Group& group, std::size_t members);

}  // namespace troth::store

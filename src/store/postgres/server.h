#pragma once
#include <cstdint>

#include "store/postgres/connection.h"

namespace troth::store::postgres {

/// What tells one database from another.
struct Where {
  std::string cluster;   ///< the system identifier that initdb gave it
  std::string database;  ///< its name in there
};

/// Refuses (unavailable, the message naming the mend) what would break a promise: another encoding than UTF8 or another
/// order than that of the bytes, a version before 15, a server that only replays another, fsync switched off. A session
/// that would not wait for the disk is made to.
Result<> check_server(Connection& connection);
/// What the key store wants besides: in a cluster of its own, no archive of the write-ahead log, which would keep every
/// destroyed key; a role that may CHECKPOINT; messages whose words we know.
Result<> check_key_server(Connection& connection, bool cluster_of_its_own);
Result<Where> where(Connection& connection);

}  // namespace troth::store::postgres

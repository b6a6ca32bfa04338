#pragma once
#include <functional>
#include <optional>

#include "base/mutex.h"
#include "store/postgres/connection.h"

namespace troth::store::postgres {

/// What tells one database from another.
struct Where {
  std::string cluster;   ///< the system identifier that initdb gave it
  std::string database;  ///< its name in there
  bool operator==(Where const&) const = default;
};

/// Refuses (unavailable, the message naming the mend) what would break a promise: another encoding than UTF8 or another
/// order than that of the bytes, a version before 15, a server that only replays another, fsync switched off. A session
/// that would not wait for the disk is made to.
Result<> check_server(Connection& connection);
/// What the key store wants besides: in a cluster of its own, no archive of the write-ahead log, which would keep every
/// destroyed key; a role that may CHECKPOINT; messages whose words we know.
Result<> check_key_server(Connection& connection, bool cluster_of_its_own);
Result<Where> where(Connection& connection);

/// One database of a cell. Every connection to it is made here and judged anew, as the same address leads to another
/// server after a failover, and to the same one with other settings after a restart. While it does not fit, nothing is
/// read there and nothing written. Any thread.
class Server {
 public:
  /// What it must be besides check_server.
  using Terms = std::function<Result<>(Connection&, Where const&)>;
  explicit Server(Address address, Terms terms = nullptr) : address_(std::move(address)), terms_(std::move(terms)) {}

  /// Errors: those of Connection::open, of check_server, of the terms; unavailable if it is not the database of the
  /// first connection.
  Result<Connection> connect();
  /// That of the first connection.
  std::optional<Where> first() const;

 private:
  Address const address_;
  Terms const terms_;
  mutable Mutex mutex_;
  std::optional<Where> first_ TROTH_GUARDED_BY(mutex_);
};

}  // namespace troth::store::postgres

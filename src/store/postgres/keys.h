#pragma once
#include "base/mutex.h"
#include "store/key_store.h"
#include "store/postgres/owner.h"

namespace troth::store::postgres {

/// The key store in a database of its own: one connection for all writes, one for reads, each behind its mutex. A read
/// is one statement and holds no snapshot when it returns.
class Keys final : public KeyStore {
 public:
  /// Refuses (invalid) the database of the data itself, and, unless `same_cluster`, another one beside it in the same
  /// cluster, whose backups and write-ahead log would hold keys and data together. `data` is nothing when the data are
  /// elsewhere.
  static Result<std::unique_ptr<Keys>> open(Address address, Schema const& schema, Health& health,
                                            std::optional<Where> const& data, bool same_cluster);

  Result<Rows> query(Sql sql, Params const& params) override;
  Result<> apply(std::vector<Step> const& steps) override;
  /// VACUUM and CHECKPOINT: after it no query finds what was deleted, and its row is free to be written over. Its bytes
  /// may still lie in a page's free space and in the server's write-ahead log: they are final, like all copies, when
  /// their epoch ends. Unavailable while a snapshot elsewhere keeps deleted rows alive.
  Result<> scrub() override;
  Fates add(std::span<std::vector<Step> const* const> sets) override;
  Result<> reach() override;

 private:
  Keys(std::unique_ptr<Server> server, std::unique_ptr<Owner> writer, Connection reader, Health& health)
      : health_(health), server_(std::move(server)), writer_(std::move(writer)), reader_(std::move(reader)) {}
  Result<> vacuum() TROTH_REQUIRES(write_);

  Health& health_;
  std::unique_ptr<Server> const server_;
  Mutex write_;
  std::unique_ptr<Owner> writer_ TROTH_GUARDED_BY(write_);
  Mutex read_;
  Connection reader_ TROTH_GUARDED_BY(read_);
};

}  // namespace troth::store::postgres

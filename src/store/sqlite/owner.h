#pragma once
#include "store/session.h"
#include "store/sqlite/wal.h"

namespace troth::store::sqlite {

/// The connection that owns all writes and all checkpoints of one file.
class Owner final : public Session {
 public:
  Owner(Connection connection, Health& health)
      : health_(health), connection_(std::move(connection)), wal_(connection_, health) {}

  Result<Rows> query(Sql sql, Params const& params) override { return connection_.query(sql, params); }
  Result<std::int64_t> run(Sql sql, Params const& params) override { return connection_.run(sql, params); }
  Result<> begin() override;
  Result<> commit() override;
  bool in_transaction() const override { return connection_.in_transaction(); }
  void rollback() override { connection_.rollback(); }
  Result<> define(std::string_view script) override;
  void after_commit() override { wal_.after_commit(); }
  bool tidy() override;
  /// A store that has failed is left as it lies: the next start reads the log with fresh eyes.
  void finish() override;

  Connection& connection() { return connection_; }
  Wal& wal() { return wal_; }

 private:
  Health& health_;
  Connection connection_;
  Wal wal_;
};

}  // namespace troth::store::sqlite

#pragma once
#include "store/session.h"
#include "store/sqlite/rule_memo.h"
#include "store/sqlite/versions.h"
#include "store/sqlite/wal.h"

namespace troth::store::sqlite {

/// The connection that owns all writes and all checkpoints of one file.
class Owner final : public Session {
 public:
  /// `let_go` is called before and after each checkpoint: nobody may hold a snapshot longer than it takes to read from
  /// it.
  Owner(
      Connection connection, Health& health, std::shared_ptr<Versions> versions = std::make_shared<Versions>(),
      LetGo let_go = [](auto) {}, std::unique_ptr<Checkpointer> checkpointer = nullptr)
      : health_(health),
        connection_(std::move(connection)),
        wal_(connection_, health, std::move(let_go), std::move(checkpointer)),
        versions_(std::move(versions)) {}

  Result<Rows> query(Sql sql, Params const& params) override;
  Result<std::int64_t> run(Sql sql, Params const& params) override;
  Result<> begin() override;
  Result<> commit() override;
  bool in_transaction() const override { return connection_.in_transaction(); }
  void rollback() override;
  Result<> define(std::string_view script) override;
  void after_commit() override { wal_.after_commit(); }
  bool tidy() override;
  /// A store that has failed is left as it lies: the next start reads the log with fresh eyes.
  void finish() override;

  Connection& connection() { return connection_; }
  Wal& wal() { return wal_; }

 private:
  void settle_rules();

  Health& health_;
  Connection connection_;
  Wal wal_;
  std::shared_ptr<Versions> versions_;
  RuleMemo memo_;
  bool changes_rules_ = false;  ///< something in the present transaction does
};

}  // namespace troth::store::sqlite

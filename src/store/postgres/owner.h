#pragma once
#include <optional>

#include "store/health.h"
#include "store/postgres/claim.h"
#include "store/postgres/server.h"
#include "store/session.h"

namespace troth::store::postgres {

/// The connection that owns all writes of one database. When it breaks it is made anew, and what a COMMIT in between
/// did is found out before anything else is written:
///   broken before COMMIT     nothing stands; the group is tried again on the new connection
///   broken within COMMIT     the new session has the lock, so the old one has ended; the claim's number tells
///   no new one in kSettle    nobody knows: the store's health fails, restart decides
///   the claim is lost, or fewer transactions stand than were confirmed (a standby that lagged took over): health fails
class Owner final : public Session {
 public:
  static constexpr std::chrono::seconds kSettle{30};

  /// Errors of Server::connect, of Claim::take. The server outlives it.
  static Result<std::unique_ptr<Owner>> open(Server& server, Health& health);

  Result<Rows> query(Sql sql, Params const& params) override { return connection_->query(sql, params); }
  Result<std::int64_t> run(Sql sql, Params const& params) override { return connection_->run(sql, params); }
  Result<std::vector<std::int64_t>> run_each(Sql sql, std::vector<Params> const& each) override {
    return connection_->run_each(sql, each);
  }
  /// PostgreSQL counts the rows of a SELECT as it counts those of a change.
  Result<std::vector<std::int64_t>> count_each(Sql sql, std::vector<Params> const& each) override {
    return connection_->run_each(sql, each);
  }
  Result<> begin() override;
  Result<> commit() override;
  bool in_transaction() const override { return connection_->in_transaction(); }
  void rollback() override { connection_->rollback(); }
  Result<> define(std::string_view script) override;

  Connection& connection() { return *connection_; }
  /// Makes the connection anew if it is not alive. Outside a transaction.
  Result<> heal();

 private:
  using Clock = std::chrono::steady_clock;
  Owner(Server& server, Connection connection, Claim claim, Health& health)
      : health_(health), server_(server), claim_(std::move(claim)), connection_(std::move(connection)) {}
  Result<std::int64_t> reconnect();
  Result<> settle();

  Health& health_;
  Server& server_;
  Claim claim_;
  std::optional<Connection> connection_;  ///< always there; dead between a loss and the next begin
  std::int64_t committed_ = 0;            ///< transactions of ours that stand
  Clock::time_point not_before_{};        ///< of the next attempt to connect
};

}  // namespace troth::store::postgres

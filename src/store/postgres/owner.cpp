#include "store/postgres/owner.h"

#include <thread>

#include "store/postgres/dialect.h"

namespace troth::store::postgres {
namespace {

/// Between two attempts to connect, so that a queue full of sets is refused at once and not one by one.
constexpr std::chrono::seconds kRest{1};
constexpr std::chrono::milliseconds kSettlePause{100};
constexpr std::chrono::seconds kMigration{3600};

}  // namespace

Result<std::unique_ptr<Owner>> Owner::open(Server& server, Health& health) {
  TROTH_TRY(Connection connection, server.connect());
  Claim claim;
  TROTH_TRY(claim.take(connection));
  return std::unique_ptr<Owner>(new Owner(server, std::move(connection), std::move(claim), health));
}

Result<> Owner::begin() {
  TROTH_TRY(heal());
  auto begun = connection_->run("BEGIN");
  if (begun) return {};
  if (connection_->alive()) return std::move(begun).error();
  TROTH_TRY(heal());  // it died while nobody looked
  TROTH_TRY(connection_->run("BEGIN"));
  return {};
}

Result<> Owner::heal() {
  if (connection_->alive()) return {};
  if (Clock::now() < not_before_) return fail(Code::unavailable, "the store does not answer");
  auto standing = reconnect();
  not_before_ = Clock::now() + kRest;
  if (!standing) return std::move(standing).error();
  if (*standing == committed_) return {};
  Error error = fail(Code::gone, "the database is not at the state that it had confirmed");
  health_.fail(error);
  return error;
}

/// A new session with the lock; tells how many transactions of ours stand.
Result<std::int64_t> Owner::reconnect() {
  TROTH_TRY(Connection fresh, server_.connect());
  auto standing = claim_.take_back(fresh);
  if (!standing && standing.error().code == Code::gone) health_.fail(standing.error());
  if (standing) connection_ = std::move(fresh);
  return standing;
}

Result<> Owner::commit() {
  if (auto marked = claim_.mark(*connection_, committed_ + 1); !marked) {
    if (marked.error().code == Code::gone) health_.fail(marked.error());
    return marked;
  }
  auto done = connection_->commit();
  if (done) {
    ++committed_;
    return {};
  }
  if (connection_->alive()) return done;  // the server said no: nothing of it stands
  return settle();
}

Result<> Owner::settle() {
  Result<std::int64_t> standing = fail(Code::unavailable, "the store does not answer");
  for (auto const until = Clock::now() + kSettle; !standing && Clock::now() < until;) {
    standing = reconnect();
    if (!standing && standing.error().code == Code::gone) break;
    if (!standing) std::this_thread::sleep_for(kSettlePause);
  }
  if (standing && *standing == committed_ + 1) {
    ++committed_;
    return {};
  }
  if (standing && *standing == committed_)
    return fail(Code::unavailable, "the store does not answer", {}, "the connection broke before COMMIT was done");
  Error error =
      standing ? fail(Code::gone, "the database is not at the state that it had confirmed") : standing.error();
  health_.fail(error);
  return error;
}

Result<> Owner::define(std::string_view script) {
  TROTH_TRY(connection_->once(to_postgres(script), kMigration));
  return {};
}

}  // namespace troth::store::postgres

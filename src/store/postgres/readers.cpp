#include "store/postgres/readers.h"

namespace troth::store::postgres {

class Readers::Snapshot final : public Reader {
 public:
  Snapshot(Readers& pool, Connection connection) : pool_(pool), connection_(std::move(connection)) {}
  ~Snapshot() override { pool_.give_back(std::move(connection_)); }
  Result<Rows> query(Sql sql, Params const& params) override { return connection_.query(sql, params); }

 private:
  Readers& pool_;
  Connection connection_;
};

Readers::~Readers() {
  Lock lock(mutex_);
  TROTH_CHECK(out_ == 0);
}

Result<std::unique_ptr<Reader>> Readers::snapshot() {
  {
    Lock lock(mutex_);
    if (out_ == kMost) return fail(Code::exhausted, "too many reads at a time");
    ++out_;
  }
  auto connection = take();
  if (connection) return std::unique_ptr<Reader>(std::make_unique<Snapshot>(*this, std::move(*connection)));
  Lock lock(mutex_);
  --out_;
  return std::move(connection).error();
}

/// Idle ones first; those that the server has dropped meanwhile are let go.
Result<Connection> Readers::take() {
  for (;;) {
    std::optional<Connection> idle;
    {
      Lock lock(mutex_);
      if (idle_.empty()) break;
      idle = std::move(idle_.back());
      idle_.pop_back();
    }
    if (pin(*idle)) return std::move(*idle);
  }
  TROTH_TRY(Connection fresh, server_.connect());
  TROTH_TRY(pin(fresh));
  return fresh;
}

void Readers::give_back(Connection connection) {
  connection.rollback();
  Lock lock(mutex_);
  --out_;
  if (connection.alive()) idle_.push_back(std::move(connection));
}

Result<> pin(Connection& connection) {
  TROTH_TRY(connection.once("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT 1"));
  return {};
}

}  // namespace troth::store::postgres

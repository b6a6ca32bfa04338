#include "store/sqlite/readers.h"

#include "store/sqlite/database.h"

namespace troth::store::sqlite {

class Readers::Snapshot final : public Reader {
 public:
  Snapshot(Readers& pool, std::unique_ptr<Connection> connection) : pool_(pool), connection_(std::move(connection)) {}
  ~Snapshot() override { pool_.give_back(std::move(connection_)); }
  Result<Rows> query(Sql sql, Params const& params) override { return connection_->query(sql, params); }

 private:
  Readers& pool_;
  std::unique_ptr<Connection> connection_;
};

Readers::~Readers() {
  Lock lock(mutex_);
  TROTH_CHECK(out_ == 0);
}

Result<std::unique_ptr<Reader>> Readers::snapshot() {
  TROTH_TRY(auto connection, take());
  if (auto pinned = pin(*connection); !pinned) {
    give_back(std::move(connection));
    return std::move(pinned).error();
  }
  return std::unique_ptr<Reader>(std::make_unique<Snapshot>(*this, std::move(connection)));
}

Result<std::unique_ptr<Connection>> Readers::take() {
  {
    Lock lock(mutex_);
    if (out_ == kMost) return fail(Code::exhausted, "too many reads at a time");
    ++out_;
    if (!idle_.empty()) {
      auto connection = std::move(idle_.back());
      idle_.pop_back();
      return connection;
    }
  }
  auto fresh = open_database(file_, Role::reader, vfs_);
  if (fresh) return std::make_unique<Connection>(std::move(*fresh));
  Lock lock(mutex_);
  --out_;
  return std::move(fresh).error();
}

void Readers::give_back(std::unique_ptr<Connection> connection) {
  connection->rollback();  // a snapshot left open would hold the log's frames back
  Lock lock(mutex_);
  --out_;
  idle_.push_back(std::move(connection));
}

Result<> pin(Connection& connection) {
  TROTH_TRY(connection.run("BEGIN"));
  TROTH_TRY(connection.query("SELECT 1 FROM sqlite_schema LIMIT 1"));
  return {};
}

}  // namespace troth::store::sqlite

#include "store/sqlite/readers.h"

#include "store/sqlite/database.h"

namespace troth::store::sqlite {

class Readers::Snapshot final : public Reader {
 public:
  Snapshot(Readers& pool, std::unique_ptr<Pinned> pinned) : pool_(pool), pinned_(std::move(pinned)) {}
  ~Snapshot() override { pool_.give_back(std::move(pinned_)); }

  Result<Rows> query(Sql sql, Params const& params) override {
    bool const remembers = sql.kind() == kRule && Versions::stable(pinned_->rules);
    if (!remembers) return pinned_->connection.query(sql, params);
    if (auto const* known = pinned_->memo.find(sql, params, pinned_->rules)) return *known;
    TROTH_TRY(Rows rows, pinned_->connection.query(sql, params));
    pinned_->memo.keep(sql, params, pinned_->rules, rows);
    return rows;
  }

 private:
  Readers& pool_;
  std::unique_ptr<Pinned> pinned_;
};

Readers::~Readers() {
  Lock lock(mutex_);
  TROTH_CHECK(out_ == 0);
}

Result<std::unique_ptr<Reader>> Readers::snapshot() {
  TROTH_TRY(auto pinned, take());
  if (pinned->open()) return std::unique_ptr<Reader>(std::make_unique<Snapshot>(*this, std::move(pinned)));
  if (auto now = pin_now(*pinned); !now) {
    pinned->end();
    give_back(std::move(pinned));
    return std::move(now).error();
  }
  return std::unique_ptr<Reader>(std::make_unique<Snapshot>(*this, std::move(pinned)));
}

/// The one that came back last: open if its snapshot is still the newest.
Result<std::unique_ptr<Readers::Pinned>> Readers::take() {
  std::unique_ptr<Pinned> out;
  std::uint64_t turn = 0;
  {
    Lock lock(mutex_);
    if (out_ == kMost) return fail(Code::exhausted, "too many reads at a time");
    ++out_;
    turn = turn_;
    end_old_ones();
    if (!idle_.empty()) {
      out = std::move(idle_.back());
      idle_.pop_back();
    }
  }
  if (!out) {
    auto fresh = open_database(file_, Role::reader, vfs_);
    if (!fresh) {
      Lock lock(mutex_);
      came_back(turn);
      return std::move(fresh).error();
    }
    out.reset(new Pinned{std::move(*fresh)});
  }
  out->turn = turn;
  return out;
}

/// SQLite tells no more than four ages of snapshots apart.
void Readers::end_old_ones() {
  if (auto const commits = versions_->commits(); std::exchange(seen_, commits) == commits) return;
  for (auto& pinned : idle_) pinned->end();
}

/// The numbers are read around the moment, so that they say no more than they know (Versions).
Result<> Readers::pin_now(Pinned& pinned) {
  pinned.commits = versions_->commits();
  pinned.rules = versions_->rules();
  TROTH_TRY(pin(pinned.connection));
  if (pinned.rules != versions_->rules()) pinned.rules |= 1;
  return {};
}

void Readers::give_back(std::unique_ptr<Pinned> pinned) {
  {
    Lock lock(mutex_);
    if (is_newest(*pinned, turn_)) return put_back(std::move(pinned));
  }
  pinned->end();  // left open it would hold the log's frames back
  Lock lock(mutex_);
  put_back(std::move(pinned));
}

void Readers::put_back(std::unique_ptr<Pinned> pinned) {
  came_back(pinned->turn);
  idle_.push_back(std::move(pinned));
}

void Readers::came_back(std::uint64_t turn) {
  --out_;
  if (turn != turn_ && --old_ == 0) none_old_.notify_all();
}

void Readers::let_go(std::chrono::milliseconds patience) {
  Lock lock(mutex_);
  ++turn_;
  old_ = out_;
  for (auto& pinned : idle_) pinned->end();
  auto const until = std::chrono::steady_clock::now() + patience;
  while (old_ > 0 && none_old_.wait_until(lock, until) != std::cv_status::timeout) {
  }
}

Result<> pin(Connection& connection) {
  TROTH_TRY(connection.run("BEGIN"));
  TROTH_TRY(connection.query("SELECT 1 FROM sqlite_schema LIMIT 1"));
  return {};
}

}  // namespace troth::store::sqlite

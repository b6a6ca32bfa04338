#pragma once
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>

#include "base/result.h"
#include "store/literal.h"
#include "store/postgres/address.h"
#include "store/sql.h"

struct pg_conn;
struct pg_result;

namespace troth::store::postgres {

/// How long an answer may take. A server that says nothing for so long is as good as gone, and the connection ends.
inline constexpr std::chrono::seconds kAnswer{60};

/// One connection and the statements it has prepared: each literal once (once more where a parameter is sometimes
/// NULL), under a name made of its address. Not safe for two threads at a time; whoever holds it says which thread or
/// which mutex owns it.
class Connection {
 public:
  /// Connects and makes the session ours: no notices, no JIT. unavailable when nobody answers in time.
  static Result<Connection> open(Address const& address);

  Result<Rows> query(Sql sql, Params const& params = {});
  /// Rows changed.
  Result<std::int64_t> run(Sql sql, Params const& params = {});
  /// The same for many parameters, sent a batch at a time before the first answer is awaited. The first error ends it.
  Result<std::vector<std::int64_t>> run_each(Sql sql, std::vector<Params> const& each);
  /// Statements that are not worth keeping, separated by `;`: settings, migrations, VACUUM. The rows of the last.
  Result<Rows> once(std::string const& text, std::chrono::seconds patience = kAnswer);
  /// COMMIT, which PostgreSQL answers with ROLLBACK, and no error, where the transaction had failed.
  Result<> commit();

  /// False once the server, or the way to it, was found gone. It does not come back: open another.
  bool alive() const;
  bool in_transaction() const;
  /// Leaves no transaction open, or the connection dead.
  void rollback();
  /// Who hears notices (INFO lines of VACUUM) from now on.
  void listen(std::function<void(std::string_view)> notices);

 private:
  struct Close {
    void operator()(pg_conn* connection) const;
  };
  struct Clear {
    void operator()(pg_result* result) const;
  };
  using Answer = std::unique_ptr<pg_result, Clear>;
  using Clock = std::chrono::steady_clock;
  explicit Connection(pg_conn* connection) : connection_(connection) {}

  Result<Answer> execute(Sql sql, Params const& params);
  Result<std::string const*> prepared(Sql sql, class Bound const& bound);
  Result<Answer> answer(int sent, Clock::time_point until);
  Result<Answer> next(Clock::time_point until);
  Result<> run_batch(Sql sql, std::span<Params const> each, std::vector<std::int64_t>& rows);
  Result<> collect(std::vector<std::int64_t>& rows);
  bool wait_readable(Clock::time_point until);
  void drop() { connection_.reset(); }

  std::unique_ptr<std::function<void(std::string_view)>> notices_;  ///< libpq holds its address
  std::unique_ptr<pg_conn, Close> connection_;
  /// By literal, then by the types of its parameters.
  std::unordered_map<std::string_view, std::map<std::string, std::string>, LiteralHash, SameLiteral> names_;
};

}  // namespace troth::store::postgres

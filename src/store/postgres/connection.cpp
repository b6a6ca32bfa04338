#include "store/postgres/connection.h"

#include <libpq-fe.h>
#include <poll.h>

#include <cerrno>
#include <charconv>

#include "store/postgres/failure.h"
#include "store/postgres/values.h"

namespace troth::store::postgres {
namespace {

void hand_on(void* to, PGresult const* notice) {
  char const* const message = PQresultErrorField(notice, PG_DIAG_MESSAGE_PRIMARY);
  char const* const detail = PQresultErrorField(notice, PG_DIAG_MESSAGE_DETAIL);
  auto const& hear = *static_cast<std::function<void(std::string_view)>*>(to);
  for (char const* text : {message, detail})
    if (text != nullptr && hear) hear(text);
}

/// At most 63 bytes, or PostgreSQL cuts it.
std::string name_of(Sql sql, std::size_t variant) {
  char digits[16];
  auto const address = reinterpret_cast<std::uintptr_t>(sql.text().data());
  auto const end = std::to_chars(digits, digits + sizeof digits, address, 16).ptr;
  return "s" + std::string(digits, end) + "_" + std::to_string(sql.text().size()) + "_" + std::to_string(variant);
}

}  // namespace

void Connection::Close::operator()(pg_conn* connection) const { PQfinish(connection); }
void Connection::Clear::operator()(pg_result* result) const { PQclear(result); }

Result<Connection> Connection::open(Address const& address) {
  Connection out(PQconnectdbParams(address.keywords().data(), address.values().data(), 0));
  if (!out.connection_ || PQstatus(out.connection_.get()) != CONNECTION_OK) return lost(out.connection_.get());
  out.notices_ = std::make_unique<std::function<void(std::string_view)>>();
  PQsetNoticeReceiver(out.connection_.get(), &hand_on, out.notices_.get());
  TROTH_TRY(out.once("SET client_min_messages = error; SET jit = off"));
  return out;
}

Result<Rows> Connection::query(Sql sql, Params const& params) {
  TROTH_TRY(Answer answer, execute(sql, params));
  return rows_of(answer.get());
}

Result<std::int64_t> Connection::run(Sql sql, Params const& params) {
  TROTH_TRY(Answer answer, execute(sql, params));
  return rows_touched(answer.get());
}

Result<Rows> Connection::once(std::string const& text, std::chrono::seconds patience) {
  if (!alive()) return lost(nullptr);
  TROTH_TRY(Answer last, answer(PQsendQuery(connection_.get(), text.c_str()), Clock::now() + patience));
  Rows out;  // texts, as the simple protocol has no binary form
  for (int at = 0; at < PQntuples(last.get()); ++at)
    for (int column = 0; column < PQnfields(last.get()); ++column) {
      if (column == 0) out.emplace_back();
      out.back().emplace_back(std::string_view(PQgetvalue(last.get(), at, column)));
    }
  return out;
}

Result<> Connection::commit() {
  TROTH_TRY(Answer answer, execute("COMMIT", {}));
  if (std::string_view(PQcmdStatus(answer.get())) == "COMMIT") return {};
  return fail(Code::unavailable, "the store undid a change", {}, "postgresql: COMMIT of a failed transaction");
}

bool Connection::alive() const { return connection_ && PQstatus(connection_.get()) == CONNECTION_OK; }

bool Connection::in_transaction() const {
  if (!alive()) return false;
  auto const status = PQtransactionStatus(connection_.get());
  return status == PQTRANS_INTRANS || status == PQTRANS_INERROR;
}

void Connection::rollback() {
  if (in_transaction() && !run("ROLLBACK")) drop();
  if (connection_ && PQtransactionStatus(connection_.get()) != PQTRANS_IDLE) drop();
}

void Connection::listen(std::function<void(std::string_view)> notices) {
  if (notices_) *notices_ = std::move(notices);
}

Result<Connection::Answer> Connection::execute(Sql sql, Params const& params) {
  if (!alive()) return lost(nullptr);
  Bound const bound(params);
  TROTH_TRY(std::string const* name, prepared(sql, bound));
  int const sent = PQsendQueryPrepared(connection_.get(), name->c_str(), bound.count(), bound.values.data(),
                                       bound.lengths.data(), bound.formats.data(), 1);
  return answer(sent, Clock::now() + kAnswer);
}

Result<std::string const*> Connection::prepared(Sql sql, Bound const& bound) {
  auto& names = names_[sql.text()];
  if (auto known = names.find(bound.signature); known != names.end()) return &known->second;
  auto name = name_of(sql, names.size());
  std::string const text(sql.text());
  int const sent = PQsendPrepare(connection_.get(), name.c_str(), text.c_str(), bound.count(), bound.types.data());
  TROTH_TRY(answer(sent, Clock::now() + kAnswer));
  return &names.emplace(bound.signature, std::move(name)).first->second;
}

/// The last answer to what was sent, or the first that is an error. After it the connection is idle, or dead.
Result<Connection::Answer> Connection::answer(int sent, Clock::time_point until) {
  if (sent != 1) return lost(connection_.get());
  Answer last;
  for (;;) {
    TROTH_TRY(Answer one, next(until));
    if (!one) break;
    if (!last || succeeded(last.get())) last = std::move(one);
  }
  if (!last || !alive()) return lost(connection_.get());
  if (!succeeded(last.get())) return failure(last.get());
  return last;
}

/// Null where nothing more comes. A server that says nothing in time is let go.
Result<Connection::Answer> Connection::next(Clock::time_point until) {
  while (PQisBusy(connection_.get()) != 0) {
    if (!wait_readable(until)) {
      drop();
      return fail(Code::unavailable, "the store does not answer", {}, "postgresql: no answer in time");
    }
    if (PQconsumeInput(connection_.get()) == 0) return lost(connection_.get());
  }
  return Answer(PQgetResult(connection_.get()));
}

bool Connection::wait_readable(Clock::time_point until) {
  for (;;) {
    auto const left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now());
    if (left.count() <= 0) return false;
    pollfd wait{PQsocket(connection_.get()), POLLIN, 0};
    int const ready = ::poll(&wait, 1, static_cast<int>(left.count()));
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) return false;
  }
}

}  // namespace troth::store::postgres

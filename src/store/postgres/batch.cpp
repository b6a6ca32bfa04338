#include <libpq-fe.h>

#include <algorithm>
#include <deque>
#include <optional>

#include "store/postgres/connection.h"
#include "store/postgres/failure.h"
#include "store/postgres/values.h"

// libpq's pipeline mode: one statement with many parameters costs one way there and back, not one each.

namespace troth::store::postgres {
namespace {

/// Small enough that the answers to a batch lie in the socket's buffer until they are read.
constexpr std::size_t kBatch = 256;

}  // namespace

Result<std::vector<std::int64_t>> Connection::run_each(Sql sql, std::vector<Params> const& each) {
  std::vector<std::int64_t> out;
  if (each.size() == 1) {
    TROTH_TRY(std::int64_t rows, run(sql, each.front()));
    out.push_back(rows);
    return out;
  }
  for (std::size_t at = 0; at < each.size(); at += kBatch)
    TROTH_TRY(run_batch(sql, std::span(each).subspan(at, std::min(kBatch, each.size() - at)), out));
  return out;
}

Result<> Connection::run_batch(Sql sql, std::span<Params const> each, std::vector<std::int64_t>& rows) {
  if (!alive()) return lost(nullptr);
  std::deque<Bound> bound;
  std::vector<std::string const*> names;
  for (Params const& params : each) {
    TROTH_TRY(std::string const* name, prepared(sql, bound.emplace_back(params)));
    names.push_back(name);
  }
  auto* const connection = connection_.get();
  bool sent = PQenterPipelineMode(connection) == 1;
  for (std::size_t at = 0; sent && at < each.size(); ++at)
    sent = PQsendQueryPrepared(connection, names[at]->c_str(), bound[at].count(), bound[at].values.data(),
                               bound[at].lengths.data(), bound[at].formats.data(), 1) == 1;
  sent = sent && PQpipelineSync(connection) == 1;
  auto done = sent ? collect(rows) : Result<>(lost(connection));
  if (connection_ && (!sent || PQexitPipelineMode(connection) != 1)) drop();  // it may be gone already
  return done;
}

/// The answers of a batch, up to the mark at its end. What follows an error in it was not run.
Result<> Connection::collect(std::vector<std::int64_t>& rows) {
  std::optional<Error> failed;
  for (auto const until = Clock::now() + kAnswer; alive();) {
    TROTH_TRY(Answer one, next(until));
    auto const status = one ? PQresultStatus(one.get()) : PGRES_PIPELINE_ABORTED;  // null ends each answer
    if (status == PGRES_PIPELINE_SYNC) return failed ? Result<>(std::move(*failed)) : Result<>();
    if (status == PGRES_PIPELINE_ABORTED) continue;
    if (succeeded(one.get()))
      rows.push_back(rows_touched(one.get()));
    else if (!failed)
      failed = failure(one.get());
  }
  return lost(connection_.get());
}

}  // namespace troth::store::postgres

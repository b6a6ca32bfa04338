#include "app/shell.h"
#include "base/mutant.h"
#include "lifecycle/erasure.h"

// The shell's second half: what was decided is committed, and the answer leaves once it is durable.

namespace troth::app {
namespace {

/// Who lost a race once decides again at once; who lost it again waits a little, as while a key epoch changes hands.
void pause_before_try(int tries) {
  if (tries > 1) std::this_thread::sleep_for(std::chrono::milliseconds(5 << tries));
}

/// Never, but for two planted bugs: the answer leaves, and what it tells of is written afterwards.
bool answers_first([[maybe_unused]] Exchange const& exchange, [[maybe_unused]] bool job) {
  return (TROTH_MUTANT("tombstone-after-reply") && job) ||
         (TROTH_MUTANT("keyed-ack-before-commit") && exchange.row->operation == act::Operation::recording &&
          exchange.request.headers.count("Idempotency-Key") > 0);
}

}  // namespace

void Shell::submit(ExchangePtr exchange, vault::Decision decision) {
  auto const& first = decision.writes.events().front();
  http::Response reply = std::move(decision.reply);
  reply.headers.add("Audit-Event", first.id.text());
  TenantId const log = first.log;
  auto const job = decision.job;
  auto const lane = exchange->row->where == Where::pool ? store::Lane::bulk : store::Lane::interactive;
  auto then = [this, exchange, reply, log, job](Result<> outcome) mutable {
    settle(std::move(exchange), std::move(reply), std::move(outcome), log, job);
  };
  auto write = [this, exchange, lane, then = std::move(then), writes = std::move(decision.writes)]() mutable {
    auto queued = wiring_.store.committer().submit(std::move(writes), lane, std::move(then));
    if (!queued) refuse(std::move(exchange), std::move(queued).error());
  };
  if (!answers_first(*exchange, job.has_value())) return write();
  exchange->respond(std::move(reply));
  exchange->respond = [](http::Response) {};
  std::thread([write = std::move(write)]() mutable {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));  // wide enough for a kill to hit
    write();
  }).detach();
}

// On the committer's thread: hands on and returns.
void Shell::settle(ExchangePtr exchange, http::Response reply, Result<> outcome, TenantId log,
                   std::optional<vault::Decision::Job> job) {
  if (!outcome) {
    Error error = std::move(outcome).error();
    bool const again = error.code == Code::conflict && exchange->tries <= kRetries;
    auto posted = pool_.post([this, exchange, error, again] {
      if (!again) return refuse(exchange, error);
      pause_before_try(exchange->tries);
      decide(exchange);
    });
    if (!posted) answer_stranger(*exchange, posted.error());
    return;
  }
  if (job && job->wait) return await(std::move(exchange), std::move(reply), log, job->id);
  if (job) wiring_.jobs.add(log, job->id, {});
  exchange->respond(std::move(reply));
}

void Shell::await(ExchangePtr exchange, http::Response reply, TenantId log, JobId id) {
  wiring_.jobs.add(log, id, [this, exchange, reply](Result<lifecycle::JobRow> job) mutable {
    auto epochs = wiring_.services.epochs.numbers();
    if (job && epochs) {
      reply.status = 200;
      reply.body = lifecycle::receipt(*job, *epochs, wiring_.services.seal.kind());
    }
    exchange->respond(std::move(reply));  // 202 and the job's location where the milestone is still to come
  });
}

}  // namespace troth::app

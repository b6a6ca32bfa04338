#include "app/shell.h"
#include "base/json_writer.h"
#include "base/mutant.h"
#include "lifecycle/erasure.h"

// The shell's second half: what was decided is committed, and the answer leaves once it is durable.

namespace troth::app {
namespace {

/// Who lost a race once decides again at once; who lost it again waits a little, as while a key epoch changes hands.
void pause_before_try(int tries) {
  if (tries > 1) std::this_thread::sleep_for(std::chrono::milliseconds(5 << tries));
}

/// What an answer of this row leaves in the store: a look its event, an erasure what it needs to delete.
Reserve::Need need_of(Row const& row) {
  using act::Operation;
  if (row.operation == Operation::erasure || row.operation == Operation::destruction) return Reserve::Need::erase;
  bool const looks = row.route.method == http::Method::get || row.operation == Operation::consultation ||
                     row.operation == Operation::retrieval || row.operation == Operation::use;
  return looks ? Reserve::Need::look : Reserve::Need::write;
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
  bool const freezes = first.type == act::EventType::tenant_frozen;
  auto then = [this, exchange, reply, log, job, freezes](Result<> outcome) mutable {
    if (freezes && outcome && evict_and_answer(exchange, reply, log)) return;
    settle(std::move(exchange), std::move(reply), std::move(outcome), log, job);
  };
  if (wiring_.reserve) {
    auto admitted = wiring_.reserve->admit(need_of(*exchange->row));
    if (!admitted) return refuse(std::move(exchange), std::move(admitted).error());
    exchange->room = *admitted;
  }
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

/// Not on the committer's thread, as eviction waits for whoever just uses a key.
bool Shell::evict_and_answer(ExchangePtr exchange, http::Response reply, TenantId tenant) {
  return pool_
      .post([this, exchange, reply, tenant]() mutable {
        wiring_.keyring.freeze(tenant);
        exchange->respond(std::move(reply));
      })
      .has_value();
}

// On the committer's thread: hands on and returns.
void Shell::settle(ExchangePtr exchange, http::Response reply, Result<> outcome, TenantId log,
                   std::optional<vault::Decision::Job> job) {
  if (!outcome) {
    Error error = std::move(outcome).error();
    bool const again = error.code == Code::conflict && exchange->tries <= kRetries;
    auto posted = pool_.post([this, exchange, error, again] {
      if (error.code == Code::storage_full && wiring_.reserve) return try_for_room(exchange, error);
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

void Shell::try_for_room(ExchangePtr exchange, Error error) {
  auto room = wiring_.reserve->make_room(need_of(*exchange->row), exchange->room, error);
  if (wiring_.reserve->has_news()) {
    Json what;
    what.object().member("alarm", "the disk is full").end();
    (void)log_event({kCell, act::EventType::administered, what.text(), "{\"at\":\"the cell\"}", "{}", std::nullopt});
  }
  if (!room) return refuse(std::move(exchange), std::move(room).error());
  if (exchange->tries > 2 * kRetries) return refuse(std::move(exchange), std::move(error));
  decide(std::move(exchange));
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

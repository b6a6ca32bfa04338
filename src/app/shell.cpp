#include "app/shell.h"

#include "access/token.h"
#include "app/idempotency.h"
#include "app/pages.h"
#include "base/json_writer.h"
#include "base/mutant.h"
#include "http/problem.h"
#include "lifecycle/erasure.h"
#include "vault/tables.h"

namespace troth::app {
namespace {

constexpr unsigned kPoolThreads = 2;

std::vector<http::Route> routes_of(std::vector<Row> const& rows) {
  std::vector<http::Route> out;
  for (auto const& row : rows) out.push_back(row.route);
  return out;
}

/// The ids of the path and the purpose. An id that is none is as absent as a foreign one.
Result<Call> make_call(Exchange const& exchange, Services const& services, TenantId own) {
  Call call{exchange.request, exchange.matched, services, own, std::nullopt, std::nullopt};
  auto const& path = exchange.matched.path;
  if (auto it = path.find("tenant"); it != path.end()) {
    auto tenant = TenantId::parse(it->second);
    if (!tenant || *tenant == kCell || (*tenant != own && own != kCell)) return fail(Code::not_found, "there is nothing here");
    call.tenant = *tenant;
  }
  if (auto it = path.find("subject"); it != path.end()) {
    call.subject = SubjectId::parse(it->second);
    if (!call.subject) return fail(Code::not_found, "there is nothing here");
  }
  if (std::string_view purpose = call.header("Purpose"); !purpose.empty()) {
    call.purpose = PurposeName::parse(purpose);
    if (!call.purpose) return fail(Code::denied, "the tenant has no such purpose", "Purpose");
  }
  return call;
}

/// Nothing can follow an erasure, a restriction or a revocation in the log: every set guards what it was decided on.
store::WriteSet guarded(store::WriteSet set, access::Actor const& actor, access::Facts const& facts, TenantId tenant,
                        bool changes_subject) {
  set = access::guard_actor(std::move(set), actor);
  if (facts.subject_id && !changes_subject)
    set = std::move(set).require(vault::sql::guard_subject, {tenant, *facts.subject_id, facts.subject_revision});
  return set;
}

/// Restriction and erasure move the revision themselves, on the condition that it is still what they saw.
bool moves_revision(act::Operation operation) {
  return operation == act::Operation::restriction || operation == act::Operation::erasure;
}

bool tells_nothing_durable(Code code) { return code == Code::unavailable || code == Code::storage_full; }

}  // namespace

Shell::Shell(Wiring wiring) : wiring_(wiring), rows_(all_rows()), router_(routes_of(rows_)), pool_(kPoolThreads) {}

void Shell::serve(http::Request request, net::Respond respond) {
  if (auto page = public_page(request, wiring_.store, rows_)) {
    tally_.stranger(act::Unlogged::public_page);
    return respond(std::move(*page));
  }
  auto exchange = std::make_shared<Exchange>(
      Exchange{InFlight::Ticket(in_flight_), std::move(request), {}, nullptr, std::move(respond), {}, 0});
  auto matched = router_.match(exchange->request.method, exchange->request.target);
  if (!matched) {
    tally_.stranger(act::Unlogged::no_route);
    auto answer = http::problem(matched.error());
    if (auto allow = router_.allow(exchange->request.target); !allow.empty()) {
      answer.status = 405;
      answer.headers.add("Allow", allow);
    }
    return exchange->respond(std::move(answer));
  }
  exchange->matched = std::move(*matched);
  exchange->row = &rows_[exchange->matched.index];
  if (exchange->request.body.size() > exchange->row->route.body_limit) {
    tally_.stranger(act::Unlogged::framing);
    return exchange->respond(http::problem(fail(Code::too_large, "the body is over this route's limit")));
  }
  if (exchange->row->where == Where::io) return decide(std::move(exchange));
  if (auto posted = pool_.post([this, exchange] { decide(exchange); }); !posted) answer_stranger(*exchange, posted.error());
}

void Shell::decide(ExchangePtr exchange) {
  auto decision = [&]() -> Result<vault::Decision> {
    TROTH_TRY(auto snapshot, wiring_.store.snapshot());
    vault::Context const context{*snapshot, wiring_.clock, wiring_.random, wiring_.scribe, wiring_.keyring};
    return attempt(context, *exchange);
  }();  // the snapshot ends here, before the commit is awaited
  if (!decision) return refuse(std::move(exchange), std::move(decision).error());
  submit(std::move(exchange), std::move(*decision));
}

Result<vault::Decision> Shell::attempt(vault::Context const& context, Exchange& exchange) {
  Row const& row = *exchange.row;
  ++exchange.tries;
  if (row.admission == Admission::first_admin) {
    TROTH_TRY(auto call, make_call(exchange, wiring_.services, kCell));
    return attempt_first_admin(context, exchange, call);
  }
  TROTH_TRY(tally_.may_try(exchange.request.peer));
  auto const now = wiring_.clock.now();
  auto actor = access::authenticate(context.snapshot, wiring_.keyring,
                                    exchange.request.headers.get("Authorization").value_or(""), now);
  exchange.actor.reset();
  if (!actor) return std::move(actor).error();
  exchange.actor = *actor;
  TROTH_TRY(auto call, make_call(exchange, wiring_.services, actor->tenant));
  if (row.operation == act::Operation::retrieval && exchange.tries == 1) {
    TROTH_TRY(tally_.lookup(actor->principal));
  }
  TROTH_TRY(auto facts, row.facts(context, call));
  access::Intent const intent{row.operation, row.permission, call.tenant, call.purpose, row.needs != Needs::nothing,
                              row.needs == Needs::fields};
  TROTH_TRY(auto grant, access::authorise(*actor, intent, facts, now));
  TROTH_TRY(auto idempotency, Idempotency::of(context, call));
  if (idempotency) {
    TROTH_TRY(auto replayed, idempotency->replay(context, *actor, call));
    if (replayed) {
      replayed->writes = access::guard_actor(std::move(replayed->writes), *actor);
      return std::move(*replayed);
    }
  }
  TROTH_TRY(auto decision, row.handler(context, grant, call));
  decision.writes = guarded(std::move(decision.writes), *actor, facts, call.tenant, moves_revision(row.operation));
  if (idempotency) decision.writes = idempotency->remember(std::move(decision.writes), *actor, call, decision.reply, now);
  return decision;
}

Result<vault::Decision> Shell::attempt_first_admin(vault::Context const& context, Exchange& exchange, Call const& call) {
  TROTH_TRY(tally_.may_try(exchange.request.peer));
  if (exchange.request.origin == http::Origin::remote)
    return fail(Code::unauthenticated, "the first administrator is made over the socket or loopback only");
  TROTH_TRY(auto grant, access::authorise_first_admin(wiring_.clock.now()));
  return exchange.row->handler(context, grant, call);
}

void Shell::submit(ExchangePtr exchange, vault::Decision decision) {
  auto const& first = decision.writes.events().front();
  http::Response reply = std::move(decision.reply);
  reply.headers.add("Audit-Event", first.id.text());
  TenantId const log = first.log;
  auto const job = decision.job;
  if (job && TROTH_MUTANT("tombstone-after-reply")) {
    exchange->respond(reply);
    exchange->respond = [](http::Response) {};
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  auto const lane = exchange->row->where == Where::pool ? store::Lane::bulk : store::Lane::interactive;
  auto then = [this, exchange, reply, log, job](Result<> outcome) mutable {
    settle(std::move(exchange), std::move(reply), std::move(outcome), log, job);
  };
  auto queued = wiring_.store.committer().submit(std::move(decision.writes), lane, std::move(then));
  if (!queued) refuse(std::move(exchange), std::move(queued).error());
}

// On the committer's thread: hands on and returns.
void Shell::settle(ExchangePtr exchange, http::Response reply, Result<> outcome, TenantId log,
                   std::optional<vault::Decision::Job> job) {
  if (!outcome) {
    Error error = std::move(outcome).error();
    bool const again = error.code == Code::conflict && exchange->tries <= kRetries;
    auto posted = pool_.post([this, exchange, error, again] { again ? decide(exchange) : refuse(exchange, error); });
    if (!posted) answer_stranger(*exchange, posted.error());
    return;
  }
  if (job && job->wait) return await(std::move(exchange), std::move(reply), log, job->id);
  if (job) wiring_.jobs.add(log, job->id, {});
  exchange->respond(std::move(reply));
}

void Shell::await(ExchangePtr exchange, http::Response reply, TenantId log, JobId id) {
  wiring_.jobs.add(log, id, [this, exchange, reply](Result<lifecycle::JobRow> job) mutable {
    auto epochs = wiring_.services.epochs.status();
    if (job && epochs) {
      reply.status = 200;
      reply.body = lifecycle::receipt(*job, *epochs, wiring_.services.seal.kind());
    }
    exchange->respond(std::move(reply));  // 202 and the job's location where the milestone is still to come
  });
}

void Shell::answer_stranger(Exchange& exchange, Error const& error) {
  auto kind = error.code == Code::exhausted           ? act::Unlogged::rate_limited
              : tells_nothing_durable(error.code)     ? act::Unlogged::unavailable
              : act::Unlogged::unauthenticated;
  tally_.stranger(kind);
  exchange.respond(http::problem(error));
}

void Shell::refuse(ExchangePtr exchange, Error error) {
  if (!exchange->actor) {
    if (error.code == Code::unauthenticated || error.code == Code::expired)
      if (auto more = tally_.failed_login(exchange->request.peer); !more) error = std::move(more).error();
    return answer_stranger(*exchange, error);
  }
  if (tells_nothing_durable(error.code)) return answer_stranger(*exchange, error);
  auto answer = http::problem(error);
  auto const& actor = *exchange->actor;
  if (!tally_.refusal(actor, wiring_.clock.now())) return exchange->respond(std::move(answer));

  Json what;
  what.object().member("operation", act::name(exchange->row->operation)).member("code", http::code_name(error.code));
  what.member("route", exchange->row->route.pattern).end();
  auto const type = error.code == Code::unimplemented ? act::EventType::unimplemented : act::EventType::refused;
  auto event = wiring_.scribe.write({actor.tenant, type, what.text(), actor.who(), "{}", std::nullopt});
  if (!event) return answer_stranger(*exchange, event.error());
  answer.headers.add("Audit-Event", event->id.text());
  auto then = [this, exchange, answer](Result<> outcome) mutable {
    if (outcome) exchange->respond(std::move(answer));
    else answer_stranger(*exchange, outcome.error());
  };
  auto queued = wiring_.store.committer().submit(store::WriteSet(std::move(*event)), store::Lane::interactive, std::move(then));
  if (!queued) answer_stranger(*exchange, queued.error());
}

void Shell::count_refused(int status, std::string const&) {
  tally_.stranger(status == 429 ? act::Unlogged::rate_limited : act::Unlogged::framing);
}

Result<> Shell::log_counts() {
  auto const counts = tally_.drain();
  Json strangers;
  std::uint64_t total = 0;
  strangers.object();
  for (std::size_t i = 0; i < counts.strangers.size(); ++i) {
    total += counts.strangers[i];
    strangers.member(act::name(static_cast<act::Unlogged>(i)), counts.strangers[i]);
  }
  strangers.end();
  auto commit = [&](audit::Telling const& telling) -> Result<> {
    TROTH_TRY(auto event, wiring_.scribe.write(telling));
    return wiring_.store.committer().commit(store::WriteSet(std::move(event)), store::Lane::bulk);
  };
  if (total > 0) TROTH_TRY(commit({kCell, act::EventType::strangers_counted, strangers.text(), "{}", "{}", std::nullopt}));
  for (auto const& refused : counts.refusals) {
    Json what;
    what.object().member("refusals", refused.count).member("first", rfc3339(refused.first));
    what.member("last", rfc3339(refused.last)).end();
    TROTH_TRY(commit({refused.actor.tenant, act::EventType::refusals_counted, what.text(), refused.actor.who(), "{}", {}}));
  }
  return {};
}

}  // namespace troth::app

#include "access/token.h"
#include "app/shell.h"
#include "base/json_writer.h"
#include "base/mutant.h"
#include "http/problem.h"

// Refusals. A principal's are events of its own tenant's log, the first sixty a minute one by one; a stranger's are
// counted.

namespace troth::app {
namespace {

/// Where the event could not be made durable either, the answer goes without one (act/unlogged.def).
bool tells_nothing_durable(Code code) { return code == Code::unavailable || code == Code::storage_full; }

}  // namespace

void Shell::answer_stranger(Exchange& exchange, Error const& error) {
  bool const unknown = error.code == Code::unauthenticated || error.code == Code::expired;
  auto kind = error.code == Code::exhausted       ? act::Unlogged::rate_limited
              : tells_nothing_durable(error.code) ? act::Unlogged::unavailable
              : unknown                           ? act::Unlogged::unauthenticated
                                                  : act::Unlogged::damaged;
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
  what.member("route", exchange->row->route.pattern);
  if (TROTH_MUTANT("body-in-log")) what.member("body", exchange->request.body);
  what.end();
  auto const type = error.code == Code::unimplemented ? act::EventType::unimplemented : act::EventType::refused;
  auto event =
      wiring_.scribe.write({actor.tenant, type, what.text(), actor.who(), "{}", {}, actor.principal, actor.token});
  if (!event) return answer_stranger(*exchange, event.error());
  answer.headers.add("Audit-Event", event->id.text());
  auto then = [this, exchange, answer](Result<> outcome) mutable {
    if (outcome) return exchange->respond(std::move(answer));
    if (outcome.error().code == Code::conflict)  // the token was revoked meanwhile: nobody we know is asking
      return answer_stranger(*exchange, fail(Code::unauthenticated, "the token is no longer live"));
    answer_stranger(*exchange, outcome.error());
  };
  auto set = access::guard_actor(store::WriteSet(std::move(*event)), actor);
  auto queued = wiring_.store.committer().submit(std::move(set), store::Lane::interactive, std::move(then));
  if (!queued) answer_stranger(*exchange, queued.error());
}

void Shell::count_refused(int status, std::string const&) {
  tally_.stranger(status == 429 ? act::Unlogged::rate_limited : act::Unlogged::framing);
}

Result<> Shell::log_event(audit::Telling const& telling) {
  TROTH_TRY(auto event, wiring_.scribe.write(telling));
  return wiring_.store.committer().commit(store::WriteSet(std::move(event)), store::Lane::bulk);
}

// What could not be made durable is counted again: one full disk must not lose the counts of everybody.
Result<> Shell::log_counts() {
  auto counts = tally_.drain();
  Tally::Counts left;
  std::uint64_t total = 0;
  Json strangers;
  strangers.object();
  for (std::size_t i = 0; i < counts.strangers.size(); ++i) {
    total += counts.strangers[i];
    strangers.member(act::name(static_cast<act::Unlogged>(i)), counts.strangers[i]);
  }
  strangers.end();
  Result<> outcome;
  if (total > 0) {
    outcome = log_event({kCell, act::EventType::strangers_counted, strangers.text(), "{}", "{}", std::nullopt});
    if (!outcome) left.strangers = counts.strangers;
  }
  if (TROTH_MUTANT("refusals-not-counted")) counts.refusals.clear();
  for (auto& refused : counts.refusals) {
    Json what;
    what.object().member("refusals", refused.count).member("first", rfc3339(refused.first));
    what.member("last", rfc3339(refused.last)).end();
    auto logged = log_event({refused.actor.tenant,
                             act::EventType::refusals_counted,
                             what.text(),
                             refused.actor.who(),
                             "{}",
                             {},
                             refused.actor.principal,
                             refused.actor.token});
    if (logged || logged.error().code == Code::gone)
      continue;  // the tenant was destroyed: there is no log to tell it in
    left.refusals.push_back(std::move(refused));
    outcome = std::move(logged);
  }
  tally_.restore(std::move(left));
  return outcome;
}

}  // namespace troth::app

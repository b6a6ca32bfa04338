#include "app/shell.h"

#include "access/token.h"
#include "app/idempotency.h"
#include "app/pages.h"
#include "app/preflight.h"
#include "base/mutant.h"
#include "http/problem.h"
#include "vault/freeze.h"
#include "vault/instructions.h"
#include "vault/tables.h"

namespace troth::app {
namespace {

constexpr unsigned kPoolThreads = 2;
/// Where each of them mostly waits for a database.
constexpr unsigned kRemotePoolThreads = 16;

std::vector<http::Route> routes_of(std::vector<Row> const& rows) {
  std::vector<http::Route> out;
  for (auto const& row : rows) out.push_back(row.route);
  return out;
}

/// The ids of the path and the purpose. An id that is none is as absent as a foreign one.
Result<Call> make_call(Exchange const& exchange, Services const& services, TenantId own) {
  Call call{exchange.request, exchange.matched, services, own, std::nullopt, std::nullopt, exchange.sealed};
  auto const& path = exchange.matched.path;
  if (auto it = path.find("tenant"); it != path.end()) {
    auto tenant = TenantId::parse(it->second);
    bool const foreign = tenant != own && !TROTH_MUTANT("tenant-not-compared");
    if (!tenant || *tenant == kCell || (foreign && own != kCell)) return fail(Code::not_found, "there is nothing here");
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
  if (!call.purpose && TROTH_MUTANT("purpose-not-needed")) call.purpose = PurposeName::parse("support");
  return call;
}

/// What changes the state of a tenant does so on the condition that it is still what it saw.
bool moves_tenant(act::EventType type) {
  return type == act::EventType::tenant_frozen || type == act::EventType::tenant_thawed ||
         type == act::EventType::destruction_intended || type == act::EventType::destruction_withdrawn ||
         type == act::EventType::destruction_confirmed;
}

/// Nothing can follow an erasure, a restriction or a revocation in the log: every set guards what it was decided on.
store::WriteSet guarded(store::WriteSet set, access::Actor const& actor, access::Facts const& facts, Call const& call,
                        bool changes_subject) {
  auto const ended = call.matched.path.find("token");
  bool const ends_itself = ended != call.matched.path.end() && ended->second == actor.token.text();
  if (!ends_itself) set = access::guard_actor(std::move(set), actor);  // else: its last step needs the token live
  if (facts.subject_id && !changes_subject)
    set = std::move(set).require(vault::sql::guard_subject, {call.tenant, *facts.subject_id, facts.subject_revision});
  if (!moves_tenant(set.events().front().type)) set = vault::guard_tenant(std::move(set), call.tenant, facts);
  return set;
}

/// Restriction, erasure and whatever changes who sees a person move the revision themselves, on the condition that it
/// is still what they saw.
bool moves_revision(act::Operation operation) {
  return operation == act::Operation::restriction || operation == act::Operation::erasure ||
         operation == act::Operation::organisation;
}

}  // namespace

Shell::Shell(Wiring wiring)
    : wiring_(wiring),
      rows_(all_rows()),
      router_(routes_of(rows_)),
      pool_(wiring.remote ? kRemotePoolThreads : kPoolThreads),
      showing_(1) {}

void Shell::serve(http::Request request, net::Respond respond) {
  bool const waits =
      wiring_.remote && (request.target.starts_with("/log") || request.target == "/readyz" || asks_preflight(request));
  if (request.target.starts_with("/trust") || waits) return show(std::move(request), std::move(respond));
  if (auto page = public_page(request, wiring_.store, rows_, wiring_.services, wiring_.clock)) {
    tally_.stranger(act::Unlogged::public_page);
    return respond(std::move(*page));
  }
  route(std::move(request), std::move(respond));
}

/// Pages that read the evidence take milliseconds, and anybody may ask for them: they have a thread of their own, so
/// that strangers wait for each other and nobody else does.
void Shell::show(http::Request request, net::Respond respond) {
  auto asked = std::make_shared<Exchange>(
      Exchange{InFlight::Ticket(in_flight_), std::move(request), {}, nullptr, std::move(respond), {}, {}, 0});
  auto posted = showing_.post([this, asked] {
    auto page = public_page(asked->request, wiring_.store, rows_, wiring_.services, wiring_.clock);
    if (!page) return route(std::move(asked->request), std::move(asked->respond));
    tally_.stranger(act::Unlogged::public_page);
    asked->respond(std::move(*page));
  });
  if (!posted) answer_stranger(*asked, posted.error());
}

void Shell::route(http::Request request, net::Respond respond) {
  auto exchange = std::make_shared<Exchange>(
      Exchange{InFlight::Ticket(in_flight_), std::move(request), {}, nullptr, std::move(respond), {}, {}, 0});
  auto matched = router_.match(exchange->request.method, exchange->request.target);
  if (!matched) {
    tally_.stranger(act::Unlogged::no_route);
    bool const well_formed = matched.error().code == Code::not_found;  // 405 says that the path is right
    auto const allow = well_formed ? router_.allow(exchange->request.target) : std::string();
    return exchange->respond(allow.empty() ? http::problem(matched.error()) : http::method_not_allowed(allow));
  }
  exchange->matched = std::move(*matched);
  exchange->row = &rows_[exchange->matched.index];
  let_page_read(*exchange);
  if (exchange->request.body.size() > exchange->row->route.body_limit) {
    tally_.stranger(act::Unlogged::framing);
    return exchange->respond(http::problem(fail(Code::too_large, "the body is over this route's limit")));
  }
  if (exchange->row->where == Where::io && !wiring_.remote) return decide(std::move(exchange));
  if (auto posted = pool_.post([this, exchange] { decide(exchange); }); !posted)
    answer_stranger(*exchange, posted.error());
}

void Shell::decide(ExchangePtr exchange) {
  auto decision = [&]() -> Result<vault::Decision> {
    try {
      exchange->sealed = wiring_.services.sealer.newest();
      TROTH_TRY(auto snapshot, wiring_.store.snapshot());
      vault::Context const context{*snapshot, wiring_.clock, wiring_.random, wiring_.scribe, wiring_.keyring};
      return attempt(context, *exchange);
    } catch (store::CorruptRow const& row) {
      return fail(Code::corrupt, "stored data has been damaged; nothing was changed", {}, row.what());
    }
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
  access::Intent const intent{row.operation,
                              row.permission,
                              call.tenant,
                              call.purpose,
                              row.needs != Needs::nothing,
                              row.needs == Needs::fields};
  TROTH_TRY(access::may_ask(*actor, intent));
  TROTH_TRY(auto const instructed, vault::Instructed::judge(context.snapshot, call.tenant, row.operation));
  TROTH_TRY(auto facts, row.facts(context, call));
  TROTH_TRY(auto grant, access::authorise(*actor, intent, facts, now));
  TROTH_TRY(auto idempotency, Idempotency::of(context, call));
  if (idempotency) {
    TROTH_TRY(auto replayed, idempotency->replay(context, *actor, call));
    if (replayed) {
      if (of_form(exchange)) TROTH_TRY(tally_.form_replay(actor->principal));
      replayed->writes = guarded(std::move(replayed->writes), *actor, facts, call, false);
      return std::move(*replayed);
    }
  }
  TROTH_TRY(auto decision, row.handler(context, grant, call));
  decision.writes = guarded(std::move(decision.writes), *actor, facts, call, moves_revision(row.operation));
  decision.writes = instructed.guard(std::move(decision.writes));
  if (idempotency)
    decision.writes = idempotency->remember(std::move(decision.writes), *actor, call, decision.reply, now);
  return decision;
}

Result<vault::Decision> Shell::attempt_first_admin(vault::Context const& context, Exchange& exchange,
                                                   Call const& call) {
  if (exchange.request.origin == http::Origin::remote)
    return fail(Code::unauthenticated, "the first administrator is made over the socket or loopback only");
  TROTH_TRY(auto grant, access::authorise_first_admin(wiring_.clock.now()));
  return exchange.row->handler(context, grant, call);
}

}  // namespace troth::app

#include <charconv>

#include "app/row.h"
#include "http/json.h"
#include "inquiry/blast_radius.h"
#include "inquiry/export.h"
#include "inquiry/opening.h"
#include "inquiry/reading.h"
#include "inquiry/search.h"

// The log, read by those who are named for it: a tenant's by the tenant's own, the cell's by the cell's own. Each
// answer is an event of the log it came from.

namespace troth::app {
namespace {

using act::Operation;
using act::Permission;
using http::Method;

inquiry::Seals seals_of(Call const& call) { return {call.sealed, call.services.sealer}; }

/// The cell's log is nobody else's: for a tenant's principal it is not there.
Result<access::Facts> cell_facts(vault::Context const& context, Call const& call) {
  if (call.tenant != kCell) return fail(Code::not_found, "there is nothing here");
  return tenant_facts(context, call);
}

template <class SomeId>
Result<std::optional<SomeId>> maybe_id(Call const& call, std::string_view name) {
  std::string const text = call.query(name);
  if (text.empty()) return std::optional<SomeId>();
  auto id = SomeId::parse(text);
  if (!id) return fail(Code::invalid, "this is no id", std::string(name));
  return id;
}

Result<std::optional<Time>> maybe_time(Call const& call, std::string_view name) {
  std::string const text = call.query(name);
  if (text.empty()) return std::optional<Time>();
  auto at = parse_rfc3339(text);
  if (!at) return fail(Code::invalid, "write a time like 2026-11-22T09:30:00Z", std::string(name));
  return at;
}

/// A number in its one decimal form.
Result<std::optional<std::int64_t>> maybe_number(Call const& call, std::string_view name, std::int64_t least,
                                                 std::int64_t most) {
  std::string const text = call.query(name);
  if (text.empty()) return std::optional<std::int64_t>();
  std::int64_t number = 0;
  auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || std::to_string(number) != text || number < least ||
      number > most)
    return fail(Code::invalid, "this number is malformed or out of its range", std::string(name));
  return std::optional(number);
}

Result<> only(Call const& call, std::initializer_list<std::string_view> known) {
  for (auto const& [name, value] : call.matched.query)
    if (std::find(known.begin(), known.end(), name) == known.end())
      return fail(Code::invalid, "this route has no such parameter", name);
  return {};
}

Result<vault::Decision> checkpoint(vault::Context const& context, access::Grant const& grant, Call const& call) {
  return inquiry::checkpoint(context, grant, seals_of(call));
}

Result<vault::Decision> verifier(vault::Context const& context, access::Grant const& grant, Call const& call) {
  return inquiry::verifier(context, grant, seals_of(call));
}

Result<vault::Decision> tile(vault::Context const& context, access::Grant const& grant, Call const& call) {
  return inquiry::tile(context, grant, seals_of(call), call.path("tile"));
}

Result<vault::Decision> search(vault::Context const& context, access::Grant const& grant, Call const& call) {
  TROTH_TRY(only(call, {"subject", "token", "actor", "type", "from", "to", "cursor", "limit"}));
  inquiry::Query query;
  TROTH_TRY(query.subject, maybe_id<SubjectId>(call, "subject"));
  TROTH_TRY(query.token, maybe_id<TokenId>(call, "token"));
  TROTH_TRY(query.actor, maybe_id<PrincipalId>(call, "actor"));
  if (std::string const type = call.query("type"); !type.empty()) {
    query.type = act::parse_event_type(type);
    if (!query.type) return fail(Code::invalid, "there is no such type of event", "type");
  }
  TROTH_TRY(query.from, maybe_time(call, "from"));
  TROTH_TRY(query.to, maybe_time(call, "to"));
  TROTH_TRY(query.cursor, maybe_number(call, "cursor", 0, INT64_MAX));
  TROTH_TRY(auto const limit, maybe_number(call, "limit", 1, 500));
  query.limit = limit.value_or(100);
  return inquiry::search(context, grant, query);
}

Result<vault::Decision> show(vault::Context const& context, access::Grant const& grant, Call const& call) {
  return inquiry::show(context, grant, call.path("event"));
}

Result<vault::Decision> proof(vault::Context const& context, access::Grant const& grant, Call const& call) {
  return inquiry::proof(context, grant, seals_of(call), call.path("event"));
}

Result<vault::Decision> receipt(vault::Context const& context, access::Grant const& grant, Call const& call) {
  TROTH_TRY(only(call, {"parts"}));
  return inquiry::receipt(context, grant, seals_of(call), call.path("event"), call.query("parts"));
}

Result<Time> time_in(http::JsonReader& body, std::string_view name) {
  TROTH_TRY(std::string const text, body.text(name, 40));
  auto const at = parse_rfc3339(text);
  if (!at) return fail(Code::invalid, "write a time like 2026-11-22T09:30:00Z", "/" + std::string(name));
  return *at;
}

template <class SomeId>
Result<std::optional<SomeId>> maybe_id(http::JsonReader& body, std::string_view name) {
  TROTH_TRY(auto const text, body.maybe_text(name, 36));
  if (!text) return std::optional<SomeId>();
  auto id = SomeId::parse(*text);
  if (!id) return fail(Code::invalid, "this is no id", "/" + std::string(name));
  return id;
}

/// A session is a token, until people sign in.
Result<vault::Decision> blast_radius(vault::Context const& context, access::Grant const& grant, Call const& call) {
  TROTH_TRY(auto body, http::JsonReader::object(call.request.body));
  inquiry::Reach reach;
  TROTH_TRY(reach.actor, maybe_id<PrincipalId>(body, "actor"));
  TROTH_TRY(reach.token, maybe_id<TokenId>(body, "token"));
  TROTH_TRY(auto const session, maybe_id<TokenId>(body, "session"));
  if (session && reach.token) return fail(Code::invalid, "name one of actor, token and session", "/session");
  if (session) reach.token = session;
  TROTH_TRY(reach.from, time_in(body, "from"));
  TROTH_TRY(reach.to, time_in(body, "to"));
  TROTH_TRY(body.done());
  return inquiry::blast_radius(context, grant, reach);
}

Result<vault::Decision> export_events(vault::Context const& context, access::Grant const& grant, Call const& call) {
  TROTH_TRY(only(call, {"cursor", "limit"}));
  TROTH_TRY(auto const cursor, maybe_number(call, "cursor", 0, INT64_MAX));
  TROTH_TRY(auto const limit, maybe_number(call, "limit", 1, inquiry::kMostExported));
  return inquiry::export_events(context, grant, seals_of(call), cursor.value_or(0), limit.value_or(1'000));
}

Row row(Method method, std::string_view pattern, Where where, FactsLoader facts, Handler handler) {
  return {{method, pattern}, Operation::administration, Permission::read_log, where, Needs::nothing, facts, handler};
}

}  // namespace

std::vector<Row> log_rows() {
  return {
      row(Method::get, "/v1/tenants/{tenant}/log/checkpoint", Where::pool, tenant_facts, checkpoint),
      row(Method::get, "/v1/tenants/{tenant}/log/verifier", Where::pool, tenant_facts, verifier),
      row(Method::get, "/v1/tenants/{tenant}/log/tile/{tile...}", Where::pool, tenant_facts, tile),
      row(Method::get, "/v1/tenants/{tenant}/log/events", Where::pool, tenant_facts, search),
      row(Method::get, "/v1/tenants/{tenant}/log/events/{event}", Where::pool, tenant_facts, show),
      row(Method::get, "/v1/tenants/{tenant}/log/events/{event}/proof", Where::pool, tenant_facts, proof),
      row(Method::get, "/v1/tenants/{tenant}/log/events/{event}/receipt", Where::pool, tenant_facts, receipt),
      row(Method::post, "/v1/tenants/{tenant}/log/blast-radius", Where::pool, tenant_facts, blast_radius),
      row(Method::get, "/v1/tenants/{tenant}/log/export", Where::pool, tenant_facts, export_events),
      row(Method::get, "/v1/cell/log/checkpoint", Where::pool, cell_facts, checkpoint),
      row(Method::get, "/v1/cell/log/verifier", Where::pool, cell_facts, verifier),
      row(Method::get, "/v1/cell/log/tile/{tile...}", Where::pool, cell_facts, tile),
      row(Method::get, "/v1/cell/log/events", Where::pool, cell_facts, search),
      row(Method::get, "/v1/cell/log/events/{event}", Where::pool, cell_facts, show),
      row(Method::get, "/v1/cell/log/events/{event}/proof", Where::pool, cell_facts, proof),
      row(Method::get, "/v1/cell/log/events/{event}/receipt", Where::pool, cell_facts, receipt),
      row(Method::post, "/v1/cell/log/blast-radius", Where::pool, cell_facts, blast_radius),
      row(Method::get, "/v1/cell/log/export", Where::pool, cell_facts, export_events),
  };
}

}  // namespace troth::app

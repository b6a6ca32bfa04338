#include "vault/processing_record.h"

#include <algorithm>
#include <map>

#include "audit/tables.h"
#include "base/json_writer.h"
#include "base/mutant.h"
#include "vault/instructions.h"
#include "vault/instructions_tables.h"
#include "vault/recipients.h"
#include "vault/recipients_places.h"
#include "vault/tables.h"

namespace troth::vault {
namespace {

using act::EventType;

constexpr std::int64_t kAtOnce = 100'000;

struct Count {
  std::int64_t times = 0;
  Time first, last;
};
/// How often each type of event stands in the tenant's log, up to `upto` of `size` entries.
struct Counted {
  std::map<EventType, Count> of;
  std::int64_t before = 0, upto = 0, size = 0;
  std::vector<store::Params> fresh;  ///< of sql::add_tally
};

void add(Counted& counted, store::Row const& row) {
  auto const type = act::event_type(static_cast<std::uint16_t>(row[0].integer()));
  if (!type) return;
  auto& count = counted.of[*type];
  if (count.times == 0) count.first = row[2].time();
  count.times += row[1].integer();
  count.last = row[3].time();
}

/// What earlier calls counted is kept; this one goes on from there.
Result<Counted> count(Context const& context, TenantId tenant) {
  Counted out;
  TROTH_TRY(auto kept, context.snapshot.query(sql::select_tally, {tenant}));
  for (auto const& row : kept) {
    if (row[0].integer() == 0) out.before = row[1].integer();
    add(out, row);
  }
  TROTH_TRY(auto head, context.snapshot.one(audit::sql::load_head, {tenant}));
  if (head) out.size = (*head)[1].integer() + (*head)[2].integer();
  out.upto = std::min(out.size, out.before + kAtOnce);
  TROTH_TRY(auto rows, context.snapshot.query(sql::count_events, {tenant, out.before, out.upto}));
  if (TROTH_MUTANT("processing-not-counted")) rows.clear();
  for (auto const& row : rows) {
    add(out, row);
    out.fresh.push_back({tenant, row[0].integer(), row[1].integer(), row[2].integer(), row[3].integer()});
  }
  return out;
}

/// The types that tell of one operation: its own, and those it has beside (an import records, a copy retrieves).
std::vector<EventType> types_of(act::Operation operation) {
  std::vector<EventType> out{act::event_of(operation)};
  if (operation == act::Operation::recording) out.push_back(EventType::import_chunk);
  if (operation == act::Operation::use) out.push_back(EventType::objected);
  if (operation == act::Operation::retrieval) out.insert(out.end(), {EventType::exported, EventType::tenant_exported});
  return out;
}

void write_operations(Json& json, Counted const& counted, CellAccount const& cell) {
  json.key("operations").array();
  for (std::size_t i = 0; i < std::size_t(act::Operation::administration); ++i) {
    auto const operation = act::Operation(i);
    Count sum;
    for (auto type : types_of(operation)) {
      auto const found = counted.of.find(type);
      if (found == counted.of.end()) continue;
      sum.first = sum.times == 0 ? found->second.first : std::min(sum.first, found->second.first);
      sum.last = std::max(sum.last, found->second.last);
      sum.times += found->second.times;
    }
    json.object().member("operation", act::name(operation)).member("times", sum.times);
    if (sum.times > 0) json.member("first", rfc3339(sum.first)).member("last", rfc3339(sum.last));
    json.key("routes").array();
    for (auto const& served : cell.served)
      if (served.operation == operation) json.value(served.route);
    json.end().end();
  }
  json.end().key("counted").object().member("events", counted.upto).member("of", counted.size).end();
}

Result<> write_rules(Json& json, Context const& context, TenantId tenant) {
  TROTH_TRY(auto purposes, context.snapshot.query(sql::list_purposes, {tenant}));
  json.key("purposes").array();
  for (auto const& row : purposes) json.object().member("name", row[0].text()).member("title", row[1].text()).end();
  TROTH_TRY(auto retention, context.snapshot.query(sql::list_retention, {tenant}));
  json.end().key("retention").array();
  for (auto const& row : retention)
    json.object().member("name", row[0].text()).member("days", row[1].integer()).member("ground", row[2].text()).end();
  TROTH_TRY(auto collections, context.snapshot.query(sql::list_collections, {tenant}));
  json.end().key("categories_of_data").array();
  for (auto const& row : collections)
    json.object()
        .member("collection", row[0].text())
        .member("version", row[1].integer())
        .key("definition")
        .raw(row[2].text())
        .end();
  json.end();
  return {};
}

Result<> write_recipients(Json& json, Context const& context, TenantId tenant) {
  TROTH_TRY(auto recipients, load_recipients(context.snapshot, tenant));
  if (TROTH_MUTANT("record-without-recipients")) recipients.clear();
  json.key("recipients").array();
  for (auto const& recipient : recipients) describe_recipient(json, recipient);
  json.end().key("transfers_to_third_countries").array();
  for (auto const& each : recipients)
    if (!in_eea(each.recipient.country))
      json.object().member("recipient", each.name.text()).member("country", each.recipient.country).end();
  json.end();
  return {};
}

}  // namespace

Result<Decision> processing_record(Context const& context, access::Grant const& grant, CellAccount const& cell) {
  auto const tenant = grant.tenant();
  TROTH_TRY(auto row, context.snapshot.one(sql::select_tenant, {tenant}));
  if (!row) return fail(Code::not_found, "there is nothing here");
  TROTH_TRY(auto counted, count(context, tenant));
  TROTH_TRY(std::string role, role_json(context.snapshot, tenant));
  TROTH_TRY(std::string instruction, instruction_json(context.snapshot, tenant));
  Json json;
  json.object().member("record", "GDPR Art. 30(2)").member("made", rfc3339(context.clock.now()));
  json.member("tenant", tenant.text()).member("name", (*row)[0].text()).member("region", (*row)[1].text());
  json.key("processor").object().member("name", cell.processor).member("contact", cell.contact);
  json.member("data_protection_officer", cell.data_protection_officer).end();
  json.key("role").raw(role).key("instruction").raw(instruction);
  TROTH_TRY(write_rules(json, context, tenant));
  TROTH_TRY(write_recipients(json, context, tenant));
  write_operations(json, counted, cell);
  json.member("security_measures", "/trust/tom").end();
  TROTH_TRY(auto event, tell(context, grant, EventType::administered, "{\"read\":\"processing-record\"}"));
  auto set = store::WriteSet(std::move(event))
                 .then(sql::begin_tally, {tenant}, store::kAny)
                 .then(sql::move_tally, {counted.upto, tenant, counted.before})
                 .then_each(sql::add_tally, std::move(counted.fresh));
  return Decision{std::move(set), reply(200, json.text())};
}

}  // namespace troth::vault

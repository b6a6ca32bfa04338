#include "base/json_writer.h"
#include "base/mutant.h"
#include "lifecycle/destruction.h"
#include "lifecycle/destruction_tables.h"
#include "lifecycle/tables.h"
#include "vault/tables.h"

// A confirmed destruction is carried out, and can be shown ever after.

namespace troth::lifecycle {
namespace {

using act::EventType;

enum Column : std::size_t {
  kGround = 0,
  kAsked = 2,
  kExportUntil = 3,
  kAskedEvent = 4,
  kHandle = 5,
  kConfirmed = 6,
  kConfirmedEvent = 7,
  kCounts = 8,
  kUnreadableEvent = 9,
  kCompleted = 10,
  kCompletedEvent = 11
};

Result<TenantId> tenant_of(JobRow const& job) {
  auto const tenant = TenantId::from(job.handle);
  if (job.kind != "destruction" || !tenant || *tenant == kCell)
    return fail(Code::corrupt, "a job of destruction names no tenant");
  return *tenant;
}

Result<store::Row> row_of(store::Reader& snapshot, TenantId tenant) {
  TROTH_TRY(auto row, snapshot.one(sql::select_destruction, {tenant}));
  if (!row || (*row)[kConfirmed].is_null())
    return fail(Code::corrupt, "a job wants to destroy a tenant whose destruction was not confirmed");
  return std::move(*row);
}

/// Told in the cell's log: the tenant's can be told nothing any more.
Result<act::Event> tell_cell(vault::Context const& context, access::Grant const& grant, JobRow const& job,
                             store::Row const& row, EventType type) {
  Json what;
  what.object().member("job", job.id.text()).member("handle", hex(row[kHandle].bytes())).end();
  return context.scribe.write({kCell, type, what.text(), grant.actor().who(), "{}", std::nullopt});
}

Result<std::string> counts_of(store::Reader& snapshot, TenantId tenant) {
  TROTH_TRY(auto row, snapshot.one(sql::tenant_counts, {tenant, tenant, tenant, tenant, tenant}));
  constexpr std::string_view kNames[] = {"subjects", "records", "earlier_versions", "principals", "events"};
  Json json;
  json.object();
  for (std::size_t i = 0; i < std::size(kNames); ++i) json.member(kNames[i], (*row)[i].integer());
  return json.end().text();
}

Result<std::optional<store::WriteSet>> make_unreadable(vault::Context const& context, Effects const& effects,
                                                       access::Grant const& grant, JobRow const& job, TenantId tenant) {
  TROTH_TRY(auto row, row_of(context.snapshot, tenant));
  TROTH_TRY(auto state, context.snapshot.one(vault::sql::select_tenant, {tenant}));
  if (!state || (*state)[2].text() != "destroying")
    return fail(Code::corrupt, "a job wants to destroy a tenant that is not about to be destroyed");
  TROTH_TRY(std::string const counts, counts_of(context.snapshot, tenant));
  TROTH_TRY(effects.shredder.shred_tenant(tenant, context.clock.now()));
  TROTH_TRY(auto const epochs, effects.epochs.numbers());  // after it: no later epoch can have wrapped its keys
  TROTH_TRY(auto event, tell_cell(context, grant, job, row, EventType::destruction_unreadable));
  auto const id = event.id;
  return std::optional(store::WriteSet(std::move(event))
                           .then(sql::move_job, {"unreadable", context.clock.now(),
                                                 static_cast<std::int64_t>(epochs.current), kCell, job.id, "intended"})
                           .then(sql::unreadable_destruction, {counts, id, tenant}));
}

/// At most 500 rows of each table, 5,000 events; none if nothing is left.
Result<std::optional<store::WriteSet>> purge_some(vault::Context const& context, act::Event event, TenantId tenant) {
  auto set = store::WriteSet(std::move(event));
  bool left = false;
  for (auto const& table : tenant_tables()) {
    TROTH_TRY(auto rows, context.snapshot.query(table.left, {tenant}));
    if (rows.empty()) continue;
    left = true;
    set = std::move(set).then(table.purge, {tenant}, store::kAny);
  }
  TROTH_TRY(auto found, context.snapshot.query(sql::found_left, {tenant}));
  if (!found.empty()) set = std::move(set).then(sql::unfind, {tenant}, store::kAny);
  TROTH_TRY(auto parts, context.snapshot.query(sql::parts_left, {tenant}));
  if (!parts.empty()) set = std::move(set).then(sql::blank_parts, {Bytes(), Bytes(), Bytes(), tenant}, store::kAny);
  left = left || !found.empty() || !parts.empty();
  return left ? std::optional(std::move(set)) : std::nullopt;
}

Result<std::optional<store::WriteSet>> purge(vault::Context const& context, access::Grant const& grant,
                                             JobRow const& job, TenantId tenant) {
  TROTH_TRY(auto row, row_of(context.snapshot, tenant));
  TROTH_TRY(auto progressed, tell_cell(context, grant, job, row, EventType::destruction_progressed));
  TROTH_TRY(auto some, purge_some(context, std::move(progressed), tenant));
  if (some) return some;
  TROTH_TRY(auto event, tell_cell(context, grant, job, row, EventType::destruction_completed));
  auto const id = event.id;
  return std::optional(store::WriteSet(std::move(event))
                           .then(sql::end_tenant, {tenant})
                           .then(sql::complete_destruction, {context.clock.now(), id, tenant})
                           .then(sql::finish_job, {kCell, job.id, "unreadable"}));
}

void put_time(Json& json, std::string_view name, store::Value const& at) {
  json.key(name);
  if (at.is_null())
    json.null();
  else
    json.value(rfc3339(at.time()));
}

void put_events(Json& json, store::Row const& row) {
  std::pair<EventType, Column> const events[] = {{EventType::destruction_intended, kAskedEvent},
                                                 {EventType::destruction_confirmed, kConfirmedEvent},
                                                 {EventType::destruction_unreadable, kUnreadableEvent},
                                                 {EventType::destruction_completed, kCompletedEvent}};
  json.key("events").array();
  for (auto const& [type, column] : events) {
    if (row[column].is_null()) continue;
    std::string const id = row[column].id<EventId>().text();
    json.object().member("type", act::name(type)).member("event", id);
    json.member("proof", "/v1/cell/log/events/" + id + "/proof");
    json.member("receipt", "/v1/cell/log/events/" + id + "/receipt?parts=what").end();
  }
  json.end();
}

}  // namespace

Result<std::optional<store::WriteSet>> advance_destruction(vault::Context const& context, Effects const& effects,
                                                           access::Grant const& grant, JobRow const& job) {
  TROTH_TRY(TenantId const tenant, tenant_of(job));
  if (job.state == "intended") return make_unreadable(context, effects, grant, job, tenant);
  if (job.state == "unreadable") return purge(context, grant, job, tenant);
  return fail(Code::corrupt, "a destruction is in a state that does not exist", {}, job.state);
}

Result<vault::Decision> certify_destruction(vault::Context const& context, access::Grant const& grant, JobId id,
                                            keys::EpochStatus const& epochs, std::string_view seal_kind) {
  TROTH_TRY(auto job, load_job(context.snapshot, kCell, id));
  if (!job || job->kind != "destruction") return fail(Code::not_found, "there is nothing here");
  TROTH_TRY(TenantId const tenant, tenant_of(*job));
  TROTH_TRY(auto row, row_of(context.snapshot, tenant));
  bool const final = job->milestone && static_cast<std::int64_t>(epochs.last_destroyed) >= job->number;
  Json json;
  json.object().member("job", id.text()).member("state", job->state).member("tenant", tenant.text());
  json.member("handle", hex(row[kHandle].bytes())).member("ground", row[kGround].text());
  put_time(json, "asked", row[kAsked]);
  put_time(json, "export_until", row[kExportUntil]);
  put_time(json, "confirmed", row[kConfirmed]);
  put_time(json, "unreadable_since", job->milestone ? store::Value(*job->milestone) : store::Value());
  put_time(json, "completed", row[kCompleted]);
  json.key("counts").raw(row[kCounts].is_null() ? "null" : row[kCounts].text());
  json.member("final", final).member("seal", seal_kind);
  json.member("final_when",
              "the key of the epoch that wrapped the tenant's keys is destroyed (event epoch.destroyed); with a file "
              "seal, except for copies of the seal's disk");
  put_events(json, row);
  json.end();
  TROTH_TRY(auto event, vault::tell(context, grant, EventType::administered, "{\"read\":\"destruction\"}"));
  return vault::Decision{store::WriteSet(std::move(event)), vault::reply(200, json.text())};
}

}  // namespace troth::lifecycle

#include "lifecycle/destruction.h"

#include <algorithm>

#include "base/json_writer.h"
#include "base/mutant.h"
#include "lifecycle/destruction_tables.h"
#include "lifecycle/tables.h"
#include "vault/freeze.h"

namespace troth::lifecycle {
namespace {

using act::EventType;

constexpr std::string_view kGrounds[] = {"contract-ended", "customer-instruction", "legal-obligation"};
constexpr auto kLongestWindow = std::chrono::days(366);

enum Column : std::size_t { kGround, kAskedBy, kAsked, kExportUntil, kAskedEvent, kHandle };

/// Told twice: to the tenant, while it has a log that can be read, and to the cell, whose log outlives it.
struct Told {
  act::Event tenants, cells;
};
Result<Told> tell_both(vault::Context const& context, access::Grant const& grant, EventType type,
                       std::string const& what) {
  TROTH_TRY(auto tenants, vault::tell(context, grant, type, what));
  auto const& actor = grant.actor();
  TROTH_TRY(auto cells,
            context.scribe.write({kCell, type, what, actor.who(), "{}", std::nullopt, actor.principal, actor.token}));
  return Told{std::move(tenants), std::move(cells)};
}

std::string what(TenantId tenant, ByteView handle, std::string_view more, std::string_view value) {
  Json json;
  json.object().member("tenant", tenant.text()).member("handle", hex(handle));
  if (!more.empty()) json.member(more, value);
  return json.end().text();
}

Result<store::Row> asked_for(vault::Context const& context, access::Grant const& grant) {
  TROTH_TRY(auto row, context.snapshot.one(sql::select_destruction, {grant.tenant()}));
  if (!row || grant.facts().tenant != access::TenantState::closing)
    return fail(Code::conflict, "nobody has asked to destroy this tenant: POST destruction begins it");
  return std::move(*row);
}

Result<> may_confirm(vault::Context const& context, access::Grant const& grant, store::Row const& row) {
  bool const same = row[kAskedBy].id<PrincipalId>() == grant.actor().principal;
  if (same && !TROTH_MUTANT("one-person-destroys"))
    return fail(Code::conflict, "who asked for it cannot confirm it: it takes a second principal with `destroy`");
  if (context.clock.now() < row[kExportUntil].time() && !TROTH_MUTANT("export-window-skipped"))
    return fail(Code::conflict, "the time to take the data out has not ended yet", "export_until");
  TROTH_TRY(auto jobs, context.snapshot.query(sql::job_left, {grant.tenant()}));
  if (!jobs.empty()) return fail(Code::conflict, "a job of the tenant is still under way: wait until it is completed");
  TROTH_TRY(auto restricted, context.snapshot.query(sql::person_restricted, {grant.tenant()}));
  if (restricted.empty()) return {};
  return fail(Code::conflict, "somebody in the tenant is restricted, and may need the data: lift that first");
}

}  // namespace

Result<vault::Decision> intend_destruction(vault::Context const& context, access::Grant const& grant,
                                           DestructionWish const& wish) {
  if (std::ranges::find(kGrounds, wish.ground) == std::end(kGrounds))
    return fail(Code::invalid, "name a ground of the list",
                "/ground (contract-ended, customer-instruction, legal-obligation)");
  auto const now = context.clock.now();
  Time const until = wish.export_until.value_or(now + kExportWindow);
  if (until < now + kExportWindow || until > now + kLongestWindow)
    return fail(Code::invalid, "the customer has from 30 to 366 days to take its data out", "/export_until");
  if (grant.facts().tenant != access::TenantState::active)
    return fail(Code::conflict, "it was asked for already; see GET destruction");
  auto const handle = context.random.bytes<16>();
  auto const told_text = what(grant.tenant(), handle, "ground", wish.ground);
  TROTH_TRY(auto told, tell_both(context, grant, EventType::destruction_intended, told_text));
  auto const cells = told.cells.id;
  auto set = store::WriteSet(std::move(told.tenants))
                 .also(std::move(told.cells))
                 .then(vault::sql::move_tenant, {"closing", grant.tenant(), "active"})
                 .then(sql::insert_destruction,
                       {grant.tenant(), wish.ground, grant.actor().principal, now, until, cells, ByteView(handle)});
  Json answer;
  answer.object().member("tenant", grant.tenant().text()).member("state", "closing");
  answer.member("export_until", rfc3339(until)).end();
  return vault::Decision{std::move(set),
                         vault::reply(202, answer.text(), "/v1/tenants/" + grant.tenant().text() + "/destruction")};
}

Result<vault::Decision> confirm_destruction(vault::Context const& context, access::Grant const& grant) {
  TROTH_TRY(auto row, asked_for(context, grant));
  TROTH_TRY(may_confirm(context, grant, row));
  auto const now = context.clock.now();
  TenantId const tenant = grant.tenant();
  auto const id = JobId::make(now, context.random);
  auto const told_text = what(tenant, row[kHandle].bytes(), "job", id.text());
  TROTH_TRY(auto told, tell_both(context, grant, EventType::destruction_confirmed, told_text));
  auto const cells = told.cells.id;
  // The job is the cell's, and names the tenant by its handle: it goes on when the tenant has no rows any more.
  auto set = store::WriteSet(std::move(told.cells))
                 .also(std::move(told.tenants))
                 .then(vault::sql::move_tenant, {"destroying", tenant, "closing"})
                 .require(sql::may_end, {tenant, tenant})
                 .then(sql::confirm_destruction, {grant.actor().principal, now, cells, id, tenant})
                 .then(sql::insert_job, {kCell, id, "destruction", "intended", store::Value(), tenant.bytes(), 0, now});
  Json answer;
  answer.object().member("job", id.text()).member("handle", hex(row[kHandle].bytes())).end();
  return vault::Decision{std::move(set), vault::reply(202, answer.text()), vault::Decision::Job{id, true}};
}

Result<vault::Decision> withdraw_destruction(vault::Context const& context, access::Grant const& grant) {
  TROTH_TRY(auto row, asked_for(context, grant));
  TROTH_TRY(auto told, tell_both(context, grant, EventType::destruction_withdrawn,
                                 what(grant.tenant(), row[kHandle].bytes(), "", "")));
  auto set = store::WriteSet(std::move(told.tenants))
                 .also(std::move(told.cells))
                 .then(vault::sql::move_tenant, {"active", grant.tenant(), "closing"})
                 .then(sql::withdraw_destruction, {grant.tenant()});
  Json answer;
  answer.object().member("tenant", grant.tenant().text()).member("state", "active").end();
  return vault::Decision{std::move(set), vault::reply(200, answer.text())};
}

Result<vault::Decision> describe_destruction(vault::Context const& context, access::Grant const& grant) {
  TROTH_TRY(auto row, asked_for(context, grant));
  Json answer;
  answer.object().member("tenant", grant.tenant().text()).member("state", "closing");
  answer.member("ground", row[kGround].text()).member("asked", rfc3339(row[kAsked].time()));
  answer.member("asked_by", row[kAskedBy].id<PrincipalId>().text());
  answer.member("export_until", rfc3339(row[kExportUntil].time())).end();
  TROTH_TRY(auto event, vault::tell(context, grant, EventType::administered, "{\"read\":\"destruction\"}"));
  return vault::Decision{store::WriteSet(std::move(event)), vault::reply(200, answer.text())};
}

}  // namespace troth::lifecycle

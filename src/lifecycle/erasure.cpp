#include "lifecycle/erasure.h"

#include <algorithm>

#include "audit/tables.h"
#include "base/json_writer.h"
#include "base/mutant.h"
#include "lifecycle/tables.h"
#include "vault/forms_tables.h"
#include "vault/labels_tables.h"
#include "vault/ledger.h"
#include "vault/ledger_tables.h"
#include "vault/links_tables.h"
#include "vault/tables.h"
#include "vault/use_tables.h"

namespace troth::lifecycle {
namespace {

using act::EventType;

/// Art. 17(1)(a) to (f), in words.
constexpr std::string_view kGrounds[] = {"no-longer-necessary", "consent-withdrawn", "objection",
                                         "unlawful-processing", "legal-obligation",  "child-services"};

std::string handle_json(JobRow const& job) {
  return Json().object().member("job", job.id.text()).member("handle", hex(job.handle)).end().text();
}

/// Told under the tenant's key: the subject's is gone.
Result<act::Event> tell_job(vault::Context const& context, access::Grant const& grant, JobRow const& job,
                            EventType type) {
  return context.scribe.write({job.tenant, type, handle_json(job), grant.actor().who(), "{}", std::nullopt});
}

Result<std::optional<store::WriteSet>> make_unreadable(vault::Context const& context, Effects const& effects,
                                                       access::Grant const& grant, JobRow const& job) {
  auto const now = context.clock.now();
  TROTH_TRY(auto subject, context.snapshot.one(vault::sql::select_subject, {job.tenant, *job.subject}));
  if (!subject || (*subject)[0].text() != "erasing")
    return fail(Code::corrupt, "a job wants to erase a person whose erasure was not asked for");
  TROTH_TRY(effects.shredder.shred(job.tenant, *job.subject, now));
  TROTH_TRY(auto const epochs, effects.epochs.numbers());  // after it: no later epoch can have wrapped the key
  TROTH_TRY(auto event, tell_job(context, grant, job, EventType::erasure_unreadable));
  return std::optional(
      store::WriteSet(std::move(event))
          .then(sql::move_job, {"unreadable", context.clock.now(), static_cast<std::int64_t>(epochs.current),
                                job.tenant, job.id, "intended"}));
}

store::WriteSet purge_some(act::Event event, JobRow const& job) {
  store::Params const whose{job.tenant, *job.subject};
  return store::WriteSet(std::move(event))
      .then(vault::sql::purge_records, whose, store::kAny)
      .then(vault::sql::purge_history, whose, store::kAny)
      .then(vault::sql::purge_index, whose, store::kAny)
      .then(vault::sql::purge_idempotency, whose, store::kAny)
      .then(vault::sql::purge_labelled, whose, store::kAny)
      .then(vault::sql::purge_objections, whose, store::kAny)
      .then(vault::sql::purge_assignee, whose, store::kAny)
      .then(vault::sql::purge_spent, whose, store::kAny)
      .then(vault::sql::purge_receipts, whose, store::kAny)
      .then(vault::sql::purge_disclosures, whose, store::kAny)
      .then(vault::sql::purge_links, whose, store::kAny)
      .then(vault::sql::purge_identity, whose, store::kAny)
      .then(vault::sql::forget_labels, {job.handle, job.tenant, *job.subject}, store::kAny)
      .then(audit::sql::forget_indexed, {job.handle, Bytes(), job.tenant, *job.subject}, store::kAny)
      .then(audit::sql::index_handle, {job.handle, job.tenant, *job.subject}, store::kAny)
      .then(audit::sql::unindex_subject, whose, store::kAny)
      .then(audit::sql::forget_tail, {job.handle, Bytes(), job.tenant, *job.subject}, store::kAny);
}

Result<std::optional<store::WriteSet>> purge(vault::Context const& context, access::Grant const& grant,
                                             JobRow const& job) {
  store::Params seven_times;
  for (int i = 0; i < 7; ++i) {
    seven_times.push_back(job.tenant);
    seven_times.push_back(*job.subject);
  }
  TROTH_TRY(auto left, context.snapshot.query(vault::sql::left_of_subject, seven_times));
  store::Params const four_times(seven_times.begin(), seven_times.begin() + 8);
  TROTH_TRY(auto organised, context.snapshot.query(vault::sql::left_organised, four_times));
  left.insert(left.end(), organised.begin(), organised.end());
  store::Params const twice(seven_times.begin(), seven_times.begin() + 4);
  TROTH_TRY(auto linked, context.snapshot.query(vault::sql::left_of_links, twice));
  left.insert(left.end(), linked.begin(), linked.end());
  TROTH_TRY(auto disclosed, context.snapshot.query(vault::sql::left_of_disclosures, {job.tenant, *job.subject}));
  left.insert(left.end(), disclosed.begin(), disclosed.end());
  TROTH_TRY(auto receipts, context.snapshot.query(vault::sql::select_receipts, {job.tenant, *job.subject, 1, Bytes()}));
  left.insert(left.end(), receipts.begin(), receipts.end());
  if (!left.empty() && !TROTH_MUTANT("erasure-keeps-rows")) {
    TROTH_TRY(auto event, tell_job(context, grant, job, EventType::erasure_progressed));
    return std::optional(purge_some(std::move(event), job));
  }
  TROTH_TRY(auto event, tell_job(context, grant, job, EventType::erasure_completed));
  return std::optional(store::WriteSet(std::move(event))
                           .then(vault::sql::delete_subject, {job.tenant, *job.subject}, store::kAny)
                           .then(sql::finish_job, {job.tenant, job.id, "unreadable"}));
}

}  // namespace

Result<vault::Decision> intend_erasure(vault::Context const& context, access::Grant const& grant,
                                       std::string_view ground) {
  if (std::ranges::find(kGrounds, ground) == std::end(kGrounds))
    return fail(Code::invalid, "name one of the grounds of Art. 17(1)",
                "/ground (no-longer-necessary, consent-withdrawn, objection, unlawful-processing, legal-obligation, "
                "child-services)");
  auto const now = context.clock.now();
  auto const handle = context.random.bytes<16>();
  SubjectId const subject = *grant.facts().subject_id;
  JobRow job{grant.tenant(), JobId::make(now, context.random),    "erasure", "intended",
             subject,        Bytes(handle.begin(), handle.end()), 0,         std::nullopt};
  TROTH_TRY(auto const told, vault::told_of(context.snapshot, job.tenant, subject));  // Art. 19: gone with the subject
  Json what;
  what.object().member("job", job.id.text()).member("handle", hex(job.handle)).member("ground", ground);
  what.key("recipients").raw(told.names).end();
  TROTH_TRY(auto event, vault::tell(context, grant, EventType::erasure_intended, what.text(),
                                    Json().object().member("subject", subject.text()).end().text()));
  auto set = store::WriteSet(std::move(event))
                 .then(vault::sql::begin_erasure, {job.tenant, subject, grant.facts().subject_revision})
                 .then(sql::insert_job, {job.tenant, job.id, job.kind, job.state, subject, job.handle, 0, now})
                 .require(vault::sql::guard_disclosures, {job.tenant, subject, told.disclosures})
                 .then(vault::sql::insert_job_recipients, {job.tenant, job.id, told.recipients});
  std::string const at = "/v1/tenants/" + job.tenant.text() + "/jobs/" + job.id.text();
  return vault::Decision{std::move(set), vault::reply(202, handle_json(job), at), vault::Decision::Job{job.id, true}};
}

Result<std::optional<store::WriteSet>> advance_erasure(vault::Context const& context, Effects const& effects,
                                                       access::Grant const& grant, JobRow const& job) {
  if (!job.subject) return fail(Code::corrupt, "an erasure names nobody");
  if (job.state == "intended") return make_unreadable(context, effects, grant, job);
  if (job.state == "unreadable") return purge(context, grant, job);
  return fail(Code::corrupt, "an erasure is in a state that does not exist", {}, job.state);
}

namespace {

/// Due when the epoch that wrapped the key must be gone at the latest: 26 h after it opened, or, once it is closed and
/// on its way out, 26 h after the key was destroyed.
Time final_due(JobRow const& job, keys::EpochStatus const& epochs) {
  bool const open = static_cast<std::int64_t>(epochs.current) == job.number;
  return (open ? epochs.opened : *job.milestone) + std::chrono::hours(26);
}

void describe_erasure(Json& json, JobRow const& job, keys::EpochStatus const& epochs, std::string_view seal_kind) {
  json.member("handle", hex(job.handle)).member("seal", seal_kind);
  if (!job.milestone) {
    json.key("unreadable_since").null().member("final", false);
    return;
  }
  bool const final = static_cast<std::int64_t>(epochs.last_destroyed) >= job.number;
  json.member("unreadable_since", rfc3339(*job.milestone)).member("epoch", job.number).member("final", final);
  if (!final) json.member("final_due", rfc3339(final_due(job, epochs)));
  json.member("final_when",
              "that epoch's key is destroyed (event epoch.destroyed); with a file seal, except for copies of "
              "the seal's disk");
}

}  // namespace

std::string receipt(JobRow const& job, keys::EpochStatus const& epochs, std::string_view seal_kind) {
  Json json;
  json.object().member("job", job.id.text()).member("kind", job.kind).member("state", job.state);
  if (job.kind == "erasure") {
    describe_erasure(json, job, epochs, seal_kind);
    json.key("recipients").raw(job.recipients);
  } else if (job.kind == "destruction") {
    json.key("unreadable_since");
    if (job.milestone)
      json.value(rfc3339(*job.milestone));
    else
      json.null();
    json.member("certificate", "/v1/cell/destructions/" + job.id.text());
  } else if (job.kind == "epoch") {
    json.member("ends_epoch", job.number).member("current_epoch", epochs.current);
    json.member("rows_left", epochs.older_rows).member("rows", epochs.rows);
  }
  return json.end().text();
}

}  // namespace troth::lifecycle

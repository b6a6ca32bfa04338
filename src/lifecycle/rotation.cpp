#include "lifecycle/rotation.h"

#include <algorithm>

#include "base/json_writer.h"
#include "lifecycle/rotation_index.h"
#include "lifecycle/rotation_tables.h"
#include "lifecycle/tables.h"

namespace troth::lifecycle {
namespace {

using act::EventType;

/// What can be rotated, in the order it is done; each is also the state of the job while it is.
constexpr std::string_view kSteps[] = {"tenant", "subjects", "index"};
constexpr std::size_t kRowsPerCall = 500;

/// The row of a rotation.
struct Standing {
  explicit Standing(store::Row const& row)
      : job(row[0].id<JobId>()),
        what(row[1].text()),
        running(row[2].text() == "running"),
        begun(row[3].time()),
        kek(static_cast<std::uint32_t>(row[4].integer())),
        index(static_cast<std::uint32_t>(row[5].integer())),
        reached(row[6].id<SubjectId>()),
        pass(row[7].integer()),
        done(row[8].integer()) {}

  bool wants(std::string_view step) const {
    return ("," + what + ",").find("," + std::string(step) + ",") != what.npos;
  }
  /// The step after `step`, or "completed".
  std::string_view after(std::string_view step) const {
    auto at = std::ranges::find(kSteps, step);
    at = at == std::end(kSteps) ? std::begin(kSteps) : at + 1;
    while (at != std::end(kSteps) && !wants(*at)) ++at;
    return at == std::end(kSteps) ? "completed" : *at;
  }

  JobId job;
  std::string what;
  bool running;
  Time begun;
  std::uint32_t kek, index;
  SubjectId reached;
  std::int64_t pass, done;
};

Result<std::optional<Standing>> standing_of(store::Reader& snapshot, TenantId tenant) {
  TROTH_TRY(auto row, snapshot.one(sql::select_rotation, {tenant}));
  return row ? std::optional<Standing>(Standing(*row)) : std::nullopt;
}

Result<std::string> joined(std::vector<std::string> const& keys) {
  std::string out;
  for (std::string_view step : kSteps)
    if (std::ranges::find(keys, step) != keys.end()) out += (out.empty() ? "" : ",") + std::string(step);
  auto const known = [](std::string const& key) { return std::ranges::find(kSteps, key) != std::end(kSteps); };
  bool const twice = std::ranges::any_of(keys, [&](auto const& key) { return std::ranges::count(keys, key) > 1; });
  if (keys.empty() || twice || !std::ranges::all_of(keys, known))
    return fail(Code::invalid, "name the keys to rotate, each once: tenant, subjects, index", "/keys");
  return out;
}

std::string what_of(JobRow const& job, Standing const& standing) {
  return Json().object().member("job", job.id.text()).member("keys", standing.what).end().text();
}

/// One job at a time: each step is told, the end as well. Of a tenant that is being destroyed the cell's log tells.
class Step {
 public:
  Step(vault::Context const& context, access::Grant const& grant, JobRow const& job, Standing const& standing)
      : context_(context), grant_(grant), job_(job), standing_(standing) {}

  /// So far, and on from here the next time.
  Result<std::optional<store::WriteSet>> reached(SubjectId subject, std::int64_t pass, std::int64_t redone,
                                                 std::vector<store::Params> tokens = {}) const {
    Json what;
    what.object().member("job", job_.id.text()).member("key", job_.state).member("done", standing_.done + redone).end();
    TROTH_TRY(auto event, tell(job_.tenant, EventType::rotation_progressed, what.text()));
    return std::optional(store::WriteSet(std::move(event))
                             .then_each(sql::renew_token, std::move(tokens), store::kAny)
                             .then(sql::move_rotation, {subject, pass, redone, job_.tenant, job_.id}));
  }

  Result<std::optional<store::WriteSet>> next() const {
    auto const state = standing_.after(job_.state);
    if (state == "completed") return completed(job_.tenant);
    Json what;
    what.object().member("job", job_.id.text()).member("key", state).end();
    TROTH_TRY(auto event, tell(job_.tenant, EventType::rotation_progressed, what.text()));
    return std::optional(store::WriteSet(std::move(event))
                             .then(sql::move_rotation, {SubjectId{}, 0, 0, job_.tenant, job_.id})
                             .then(sql::move_job, {state, context_.clock.now(), 0, job_.tenant, job_.id, job_.state}));
  }

  Result<std::optional<store::WriteSet>> completed(TenantId log) const {
    TROTH_TRY(auto event, tell(log, EventType::rotation_completed, what_of(job_, standing_)));
    return std::optional(store::WriteSet(std::move(event))
                             .then(sql::end_rotation, {job_.tenant, job_.id})
                             .then(sql::finish_job, {job_.tenant, job_.id, job_.state}));
  }

 private:
  Result<act::Event> tell(TenantId log, EventType type, std::string what) const {
    return context_.scribe.write({log, type, std::move(what), grant_.actor().who(), "{}", std::nullopt});
  }

  vault::Context const& context_;
  access::Grant const& grant_;
  JobRow const& job_;
  Standing const& standing_;
};

/// A page is asked for until nothing of it is left to do: whoever's new key missed its insert gets it the next time.
Result<std::optional<store::WriteSet>> renew_people(Step const& step, keys::Rotation rotation, JobRow const& job,
                                                    Standing const& standing) {
  TROTH_TRY(auto page, rotation.renew_subjects(job.tenant, standing.reached, standing.begun, kRowsPerCall));
  if (page.made > 0) return std::optional<store::WriteSet>();
  return page.last ? step.reached(*page.last, 0, 0) : step.next();
}

/// Passes, until one finds nothing to renew: a request that had the old key in hand may have written behind us.
Result<std::optional<store::WriteSet>> renew_tokens(Step const& step, vault::Context const& context, JobRow const& job,
                                                    Standing const& standing) {
  TROTH_TRY(auto page, retoken(context, job.tenant, standing.reached, standing.index));
  auto const redone = static_cast<std::int64_t>(page.tokens.size());
  if (page.reached) return step.reached(*page.reached, standing.pass + redone, redone, std::move(page.tokens));
  return standing.pass > 0 ? step.reached(SubjectId{}, 0, 0) : step.next();
}

}  // namespace

Result<vault::Decision> intend_rotation(vault::Context const& context, access::Grant const& grant,
                                        std::vector<std::string> const& keys, keys::Rotation rotation) {
  TROTH_TRY(std::string const what, joined(keys));
  if (grant.facts().tenant != access::TenantState::active)
    return fail(Code::locked, "the tenant is frozen; thaw it first, as its keys have to be opened");
  TROTH_TRY(auto const before, standing_of(context.snapshot, grant.tenant()));
  if (before && before->running)
    return fail(Code::conflict, "keys of this tenant are being rotated already; see GET .../keys");
  TROTH_TRY(std::uint32_t const kek, rotation.newest(grant.tenant(), keys::Kind::tenant));
  TROTH_TRY(std::uint32_t const index, rotation.newest(grant.tenant(), keys::Kind::index));
  auto const now = context.clock.now();
  JobRow const job{grant.tenant(), JobId::make(now, context.random), "rotation", "intended", std::nullopt, Bytes(), 0,
                   std::nullopt};
  std::string const text = Json().object().member("job", job.id.text()).member("keys", what).end().text();
  TROTH_TRY(auto event, vault::tell(context, grant, EventType::rotation_begun, text));
  auto set = store::WriteSet(std::move(event))
                 .then(sql::begin_rotation, {job.tenant, job.id, what, now, kek + 1, index + 1, SubjectId{}})
                 .then(sql::insert_job,
                       {job.tenant, job.id, job.kind, job.state, store::Value(), job.handle, job.number, now});
  std::string const at = "/v1/tenants/" + job.tenant.text() + "/jobs/" + job.id.text();
  return vault::Decision{std::move(set), vault::reply(202, text, at), vault::Decision::Job{job.id, false}};
}

Result<std::optional<store::WriteSet>> advance_rotation(vault::Context const& context, Effects const& effects,
                                                        access::Grant const& grant, JobRow const& job) {
  TROTH_TRY(auto const standing, standing_of(context.snapshot, job.tenant));
  if (!standing || standing->job != job.id) return fail(Code::corrupt, "a rotation has lost its row");
  Step const step(context, grant, job, *standing);
  auto const tenant = grant.facts().tenant;
  if (tenant == access::TenantState::frozen)
    return fail(Code::locked, "the tenant is frozen; its rotation goes on when it is thawed");
  if (tenant != access::TenantState::active) return step.completed(kCell);
  auto rotation = effects.epochs.rotation();
  if (job.state == "intended") return step.next();
  if (job.state == "tenant") {
    TROTH_TRY(rotation.make(job.tenant, keys::Kind::tenant, standing->kek));
    TROTH_TRY(std::uint64_t const found, rotation.rewrap(job.tenant, kRowsPerCall));
    return found > 0 ? Result<std::optional<store::WriteSet>>(std::optional<store::WriteSet>()) : step.next();
  }
  if (job.state == "subjects") return renew_people(step, rotation, job, *standing);
  if (job.state != "index") return fail(Code::corrupt, "a rotation is in a state that does not exist", {}, job.state);
  TROTH_TRY(rotation.make(job.tenant, keys::Kind::index, standing->index));
  return renew_tokens(step, context, job, *standing);
}

namespace {

void put_versions(Json& json, std::string_view name, std::vector<keys::KeyVersion> const& versions,
                  std::string_view count, Time now) {
  json.key(name).array();
  for (auto const& key : versions) {
    auto const age = std::chrono::duration_cast<std::chrono::seconds>(now - key.created).count();
    json.object().member("version", key.version).member("created", rfc3339(key.created));
    json.member("age_seconds", std::int64_t(age)).member(count, key.wraps).end();
  }
  json.end();
}

void put_counts(Json& json, std::string_view name, store::Rows const& rows) {
  json.key(name).array();
  for (auto const& row : rows)
    json.object().member("key_version", row[0].integer()).member("rows", row[1].integer()).end();
  json.end();
}

}  // namespace

Result<std::string> describe_tenant_keys(vault::Context const& context, TenantId tenant, keys::Rotation rotation) {
  TROTH_TRY(auto status, rotation.status(tenant));
  TROTH_TRY(auto tokens, context.snapshot.query(sql::count_tokens, {tenant}));
  TROTH_TRY(auto sealed, context.snapshot.query(sql::count_sealed, {tenant}));
  TROTH_TRY(auto const standing, standing_of(context.snapshot, tenant));
  auto const now = context.clock.now();
  for (auto const& row : tokens)
    for (auto& key : status.index)
      if (key.version == row[0].integer()) key.wraps = static_cast<std::uint64_t>(row[1].integer());
  Json json;
  json.object();
  put_versions(json, "tenant", status.tenant, "wraps", now);
  put_versions(json, "index", status.index, "tokens", now);
  json.key("subjects").object().member("people", status.subjects).member("keys", status.subject_keys);
  if (status.oldest_newest) json.member("oldest", rfc3339(*status.oldest_newest));
  put_counts(json, "records", sealed);
  json.end().key("rotation");
  if (!standing) {
    json.null();
  } else {
    json.object().member("job", standing->job.text()).member("keys", standing->what);
    json.member("state", standing->running ? "running" : "completed").member("begun", rfc3339(standing->begun));
    json.member("tokens_redone", standing->done).end();
  }
  return json.end().text();
}

}  // namespace troth::lifecycle

#include "lifecycle/epoch_job.h"

#include "base/json_writer.h"
#include "lifecycle/tables.h"

namespace troth::lifecycle {
namespace {

constexpr std::size_t kRowsPerCall = 2'000;

std::string what(JobRow const& job) {
  return Json().object().member("job", job.id.text()).member("ends_epoch", job.number).end().text();
}

}  // namespace

Result<vault::Decision> intend_epoch(vault::Context const& context, access::Grant const& grant,
                                     keys::EpochStatus const& status) {
  TROTH_TRY(auto busy, context.snapshot.query(sql::unfinished_kind, {"epoch"}));
  if (!busy.empty()) return fail(Code::conflict, "an epoch is being ended already");
  auto const now = context.clock.now();
  JobRow job{kCell,   JobId::make(now, context.random),          "epoch",     "intended", std::nullopt,
             Bytes(), static_cast<std::int64_t>(status.current), std::nullopt};
  TROTH_TRY(auto event, vault::tell(context, grant, act::EventType::administered, what(job)));
  auto set =
      store::WriteSet(std::move(event))
          .then(sql::insert_job, {kCell, job.id, job.kind, job.state, store::Value(), job.handle, job.number, now});
  return vault::Decision{std::move(set), vault::reply(202, what(job), "/v1/cell/jobs/" + job.id.text()),
                         vault::Decision::Job{job.id, false}};
}

Result<std::optional<store::WriteSet>> advance_epoch(vault::Context const& context, Effects const& effects,
                                                     access::Grant const& grant, JobRow const& job) {
  auto tell = [&](act::EventType type) {
    return context.scribe.write({kCell, type, what(job), grant.actor().who(), "{}", std::nullopt});
  };
  if (job.state == "intended") {
    TROTH_TRY(effects.epochs.open_after(static_cast<std::uint64_t>(job.number)));
    TROTH_TRY(auto event, tell(act::EventType::epoch_opened));
    return std::optional(
        store::WriteSet(std::move(event))
            .then(sql::move_job, {"rewrapping", store::Value(), job.number, kCell, job.id, "intended"}));
  }
  if (job.state != "rewrapping")
    return fail(Code::corrupt, "an epoch job is in a state that does not exist", {}, job.state);
  TROTH_TRY(std::uint64_t left, effects.epochs.rewrap(kRowsPerCall));
  if (left > 0) return std::optional<store::WriteSet>();
  TROTH_TRY(effects.epochs.snapshot());
  TROTH_TRY(effects.epochs.destroy_closed());
  TROTH_TRY(auto event, tell(act::EventType::epoch_destroyed));
  return std::optional(store::WriteSet(std::move(event)).then(sql::finish_job, {kCell, job.id, "rewrapping"}));
}

std::string describe_keys(keys::EpochStatus const& status, std::string_view seal_kind, Time now) {
  auto const age = std::chrono::duration_cast<std::chrono::seconds>(now - status.opened).count();
  Json json;
  json.object()
      .member("epoch", status.current)
      .member("opened", rfc3339(status.opened))
      .member("age_seconds", std::int64_t(age));
  json.member("due", rfc3339(status.opened + std::chrono::hours(24))).member("alarm", age > 26 * 3600);
  json.key("closed").array();
  for (auto epoch : status.closed) json.value(epoch);
  json.end().member("last_destroyed", status.last_destroyed).member("key_rows", status.rows);
  json.member("rows_under_closed_epochs", status.older_rows).member("seal", seal_kind).end();
  return json.text();
}

}  // namespace troth::lifecycle

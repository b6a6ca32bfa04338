#include "evidence/probe_run.h"

#include "access/tables.h"
#include "base/json_writer.h"
#include "evidence/probe_tenants.h"
#include "evidence/tables.h"

namespace troth::evidence {
namespace {

using act::EventType;
using RunId = Id<struct RunTag>;

constexpr std::size_t kTokens = 4, kIdBytes = 16;

/// The tokens of one run, owner and reader of each tenant.
struct Tokens {
  std::vector<vault::Minted> minted;
  Bytes ids;

  static Result<Tokens> mint(vault::Context const& context, std::array<ProbeTenant, 2> const& pair) {
    Tokens out;
    auto const reads = act::Permissions().with(act::Permission::read_log);
    for (auto const& one : pair) {
      TROTH_TRY(auto owner, vault::mint_for(context, one.tenant, one.owner, vault::owner_permissions(), kRunLife));
      TROTH_TRY(auto reader, vault::mint_for(context, one.tenant, one.reader, reads, kRunLife));
      for (auto* minted : {&owner, &reader}) {
        append(out.ids, minted->credential.id.view());
        out.minted.push_back(std::move(*minted));
      }
    }
    return out;
  }
};

std::int64_t as_count(store::Row const& row) { return row[0].integer(); }

/// Whether no other run goes on: then no token of the probe tenants has a reason to live.
Result<bool> alone(store::Reader& snapshot, ByteView run, Time now) {
  TROTH_TRY(auto row, snapshot.one(sql::count_other_runs, {kCell, run, now}));
  return row && as_count(*row) == 0;
}

/// Each run may fill two tenants for fifteen minutes: a few at a time, and nobody holds all of them.
Result<> judge_room(store::Reader& snapshot, PrincipalId who, Time now, bool fresh) {
  TROTH_TRY(auto const rows, snapshot.query(sql::select_going_on, {kCell, now}));
  for (auto const& row : rows)
    if (row[1].id<PrincipalId>() == who)
      return fail(Code::conflict, "a run of yours goes on; end it first, or wait: it ends after 15 minutes",
                  "/v1/cell/probe-runs/" + row[0].id<RunId>().text() + "/end");
  if (fresh && !rows.empty())
    return fail(Code::conflict, "another run attacks these tenants; ask for fresh ones when it has ended", "/fresh");
  if (rows.size() >= kMostRuns) return fail(Code::exhausted, "four runs go on in this cell; begin when one has ended");
  return {};
}

/// The same when the set is committed.
store::WriteSet&& require_room(store::WriteSet&& set, PrincipalId who, Time now) {
  return std::move(set).require(sql::require_room, {kCell, now, static_cast<std::int64_t>(kMostRuns), kCell, who, now});
}

store::WriteSet&& revoke_all(store::WriteSet&& set, std::array<ProbeTenant, 2> const& pair, ByteView run, Time now) {
  set = std::move(set).require(sql::require_alone, {kCell, run, now});
  for (auto const& one : pair) set = std::move(set).then(sql::revoke_all, {one.tenant}, store::kAny);
  return std::move(set);
}

/// The run's own tokens, in the order of `Tokens`.
store::WriteSet&& revoke_own(store::WriteSet&& set, std::array<ProbeTenant, 2> const& pair, Bytes const& tokens) {
  if (tokens.size() != kTokens * kIdBytes) throw store::CorruptRow();
  for (std::size_t i = 0; i < kTokens; ++i)
    set = std::move(set).then(access::sql::revoke_token,
                              {pair[i / 2].tenant, ByteView(tokens).subspan(i * kIdBytes, kIdBytes)}, store::kAny);
  return std::move(set);
}

std::string told(RunId run, std::string_view by) {
  Json what;
  what.object().member("run", run.text()).member("by", by).end();
  return what.text();
}

void put_tenants(Json& json, Tokens const& tokens, std::array<ProbeTenant, 2> const& pair) {
  json.key("tenants").array();
  for (std::size_t i = 0; i < pair.size(); ++i) {
    Secret const owner = tokens.minted[2 * i].credential.text(), reader = tokens.minted[2 * i + 1].credential.text();
    json.object().member("tenant", pair[i].tenant.text()).member("owner", as_text(owner.view()));
    json.member("reader", as_text(reader.view())).end();
  }
  json.end();
}

/// Ends one run: its own tokens, or all of the probe tenants' if no other run goes on.
Result<store::WriteSet> ended(vault::Context const& context, act::Event event, ByteView run, Bytes const& tokens) {
  auto const now = context.clock.now();
  auto set = store::WriteSet(std::move(event)).then(sql::end_run, {now, kCell, run});
  TROTH_TRY(auto pair, ProbeTenants::find(context.snapshot));
  if (!pair) return fail(Code::corrupt, "a probe run stands there without its tenants");
  TROTH_TRY(bool const last, alone(context.snapshot, run, now));
  return last ? revoke_all(std::move(set), *pair, run, now) : revoke_own(std::move(set), *pair, tokens);
}

Result<store::Row> own_row(vault::Context const& context, access::Grant const& grant, std::string_view text) {
  auto const run = RunId::parse(text);
  if (!run) return fail(Code::not_found, "there is nothing here");
  TROTH_TRY(auto row, context.snapshot.one(sql::select_run, {kCell, *run}));
  if (!row || (*row)[0].id<PrincipalId>() != grant.actor().principal)
    return fail(Code::not_found, "there is nothing here");
  return std::move(*row);
}

}  // namespace

Result<vault::Decision> begin_run(vault::Context const& context, access::Grant const& grant, Running const& running,
                                  std::string_view by, merkle::Hash const& checkpoint, bool fresh) {
  if (by != "operator" && by != "auditor")
    return fail(Code::invalid, "a run is begun by the operator or by an auditor", "/by");
  auto const now = context.clock.now();
  auto const run = RunId::make(now, context.random);
  auto const who = grant.actor().principal;
  TROTH_TRY(judge_room(context.snapshot, who, now, fresh));
  TROTH_TRY(auto tom, in_force(context.snapshot, running, now));
  TROTH_TRY(auto const old, ProbeTenants::find(context.snapshot));
  TROTH_TRY(auto tenants, fresh ? ProbeTenants::make_pair(context, grant) : ProbeTenants::find_or_make(context, grant));
  auto const pair = tenants.pair;
  TROTH_TRY(auto tokens, Tokens::mint(context, pair));
  TROTH_TRY(auto event, vault::tell(context, grant, EventType::probe_run_begun, told(run, by)));

  auto set = require_room(store::WriteSet(std::move(event)), who, now);
  if (fresh) set = std::move(set).then(sql::delete_probe_tenants, {kCell}, store::kAny);
  set = std::move(tenants).add_to(std::move(set));
  TROTH_TRY(bool const first, alone(context.snapshot, run.view(), now));
  if (first) set = revoke_all(std::move(set), old.value_or(pair), run.view(), now);
  for (auto const& minted : tokens.minted) set = std::move(set).then(access::sql::insert_token, minted.row);
  set = std::move(set).then(sql::insert_run,
                            {kCell, run, who, by, now, now + kRunLife, ByteView(checkpoint), tokens.ids});

  Json json;
  json.object().member("run", run.text()).member("expires", rfc3339(now + kRunLife)).member("cell", running.origin);
  json.member("build", hex(running.build)).member("config", hex(running.config)).member("tom", tom.hash);
  json.member("checkpoint", hex(checkpoint)).key("promises").object();
  for (auto const& [id, value] : tom.promises) json.member(id, value);
  json.end();
  put_tenants(json, tokens, pair);
  return vault::Decision{std::move(set), vault::reply(201, json.end().text(), "/v1/cell/probe-runs/" + run.text())};
}

Result<vault::Decision> end_run(vault::Context const& context, access::Grant const& grant, std::string_view text) {
  TROTH_TRY(auto row, own_row(context, grant, text));
  if (!row[4].is_null()) return fail(Code::conflict, "this run has ended");
  auto const run = *RunId::parse(text);
  TROTH_TRY(auto event, vault::tell(context, grant, EventType::probe_run_ended, told(run, row[1].text())));
  TROTH_TRY(auto set, ended(context, std::move(event), run.view(), row[5].bytes()));
  Json json;
  json.object().member("run", run.text()).member("ended", rfc3339(context.clock.now())).end();
  return vault::Decision{std::move(set), vault::reply(200, json.text())};
}

Result<std::optional<store::WriteSet>> end_overdue_runs(vault::Context const& context) {
  TROTH_TRY(auto rows, context.snapshot.query(sql::select_overdue_runs, {kCell, context.clock.now()}));
  if (rows.empty()) return std::optional<store::WriteSet>();
  auto const run = rows[0][0].id<RunId>();
  TROTH_TRY(auto event,
            context.scribe.write(
                {kCell, EventType::probe_run_ended, told(run, "its time"), "{\"at\":\"the cell\"}", "{}", {}}));
  TROTH_TRY(auto set, ended(context, std::move(event), run.view(), rows[0][2].bytes()));
  return std::optional(std::move(set));
}

Result<Run> Run::load(vault::Context const& context, access::Grant const& grant, std::string_view run) {
  TROTH_TRY(auto row, own_row(context, grant, run));
  if (!row[4].is_null()) return fail(Code::expired, "this run has ended; begin another");
  if (context.clock.now() >= row[3].time()) return fail(Code::expired, "this run's time is over; begin another");
  Run out{RunId::parse(run)->bytes(), row[1].text(), row[2].time(), {}};
  auto const& checkpoint = row[6].bytes();
  if (checkpoint.size() != out.checkpoint.size()) throw store::CorruptRow();
  std::copy(checkpoint.begin(), checkpoint.end(), out.checkpoint.begin());
  return out;
}

store::WriteSet&& require_run(store::WriteSet&& set, Run const& run) {
  return std::move(set).require(sql::require_run, {kCell, run.id});
}

}  // namespace troth::evidence

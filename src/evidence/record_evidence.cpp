#include <algorithm>

#include "base/json_writer.h"
#include "crypto/hash.h"
#include "evidence/submission.h"
#include "evidence/tables.h"

// Evidence is about this cell as it is now, made by a probe that is in this build, within this run: all else is
// refused.

namespace troth::evidence {
namespace {

using Verdict = merkle::EvidenceRecord::Verdict;

/// How far the clocks of a prober and of the cell may be apart.
constexpr auto kSkew = std::chrono::seconds(2);

/// What a verdict is held against.
struct Ground {
  Running const& running;
  InForce const& tom;
  Run const& run;
  Time now;
};

Result<> judge_times(Submission const& in, Ground const& ground) {
  if (in.ended < in.started) return fail(Code::invalid, "a test cannot end before it starts", "/ended");
  if (in.ended > ground.now + kSkew) return fail(Code::invalid, "this time lies in the future", "/ended");
  if (in.started < ground.run.begun - kSkew)
    return fail(Code::invalid, "this test began before its run; nothing is dated back", "/started");
  return {};
}

Result<> judge_identity(Submission const& in, Ground const& ground) {
  if (in.cell != ground.running.origin) return fail(Code::conflict, "this is evidence of another cell", "/cell");
  if (in.build != ground.running.build) return fail(Code::conflict, "this is evidence of another build", "/build");
  if (in.config != ground.running.config)
    return fail(Code::conflict, "this is evidence of another configuration", "/config");
  if (in.tom != ground.tom.hash) return fail(Code::conflict, "another TOM version is in force", "/tom");
  return {};
}

/// The canaries came from what the cell had shown when the run began, so that no pass was made beforehand. A test that
/// could not begin has none, and is taken: a failure is never refused for what it lacks.
Result<> judge_seed(Submission const& in, Ground const& ground) {
  if (in.verdict != Verdict::pass) return {};
  if (in.seed == crypto::sha256({ByteView(ground.run.checkpoint), as_bytes(in.clause)})) return {};
  return fail(Code::invalid, "the seed is not the hash of the run's checkpoint and the clause", "/seed");
}

/// A sample is something that was seen and is told: no number stands for what nobody can look at.
Result<> judge_verdict(Submission const& in) {
  if (in.samples != in.observations.size())
    return fail(Code::invalid, "as many samples as observations: each one is told", "/samples");
  if (in.verdict != Verdict::pass) return {};
  if (in.observations.empty()) return fail(Code::invalid, "a pass says what was seen", "/observations");
  auto const broken =
      std::find_if(in.observations.begin(), in.observations.end(), [](auto const& o) { return !o.held; });
  if (broken != in.observations.end())
    return fail(Code::invalid, "what did not hold is no pass",
                "/observations/" + std::to_string(broken - in.observations.begin()) + "/held");
  return {};
}
Result<probe::Probe const*> judge_clause(Submission const& in, Ground const& ground) {
  auto const* clause = ground.running.catalogue->find(in.clause);
  auto const* probe = ground.running.probe(in.clause);
  if (!clause || !probe) return fail(Code::invalid, "this build has no probe of such a clause", "/clause");
  if (in.place != name(probe->place))
    return fail(Code::invalid,
                probe->place == probe::Place::live ? "this clause is tested on the cell itself: its place is live"
                                                   : "this clause is tested on a twin: its place is twin",
                "/place");
  if (in.clause_hash != clause_hash(ground.running, *clause, ground.tom.promises))
    return fail(Code::conflict, "the clause has another wording or other numbers here", "/clause_hash");
  return probe;
}

/// A clause has a few verdicts in one run, and each test has one: what is said twice was not seen twice.
Result<> judge_number(store::Reader& snapshot, merkle::EvidenceRecord const& record, Run const& run) {
  TROTH_TRY(auto const same,
            snapshot.one(sql::select_same, {kCell, record.clause, record.started, ByteView(record.seed)}));
  if (same) return fail(Code::conflict, "the verdict of this test stands in the log already", "/started");
  TROTH_TRY(auto const count, snapshot.one(sql::count_of_run, {kCell, run.id, record.clause}));
  if ((*count)[0].integer() >= Submission::kMostOfAClause)
    return fail(Code::conflict, "this run has three verdicts of this clause; begin another run", "/clause");
  return {};
}

merkle::EvidenceRecord record_of(Submission const& in, Ground const& ground, probe::Probe const& probe) {
  merkle::EvidenceRecord out;
  out.clause = in.clause;
  out.clause_hash = in.clause_hash;
  out.tom = ground.tom.hash;
  out.build = ground.running.build;
  out.manifest = ground.running.manifest_hash;
  out.config = ground.running.config;
  out.cell = ground.running.origin;
  out.place = in.place;
  out.by = ground.run.by;
  out.ended = std::min(in.ended, ground.now);  // nothing counts from a time that lies ahead
  out.started = std::min(in.started, out.ended);
  out.expires = out.ended + probe.window;
  out.verdict = in.verdict;
  out.samples = in.samples;
  out.seed = in.seed;
  auto const mutants = ground.running.mutants.find(in.clause);
  if (mutants != ground.running.mutants.end()) out.mutants = mutants->second;
  return out;
}

}  // namespace

Result<vault::Decision> record_evidence(vault::Context const& context, access::Grant const& grant,
                                        Running const& running, std::string_view run_id, std::string_view body) {
  TROTH_TRY(auto const run, Run::load(context, grant, run_id));
  TROTH_TRY(auto const in, Submission::parse(body));
  auto const now = context.clock.now();
  TROTH_TRY(auto const tom, in_force(context.snapshot, running, now));
  Ground const ground{running, tom, run, now};
  TROTH_TRY(judge_identity(in, ground));
  TROTH_TRY(auto const* probe, judge_clause(in, ground));
  TROTH_TRY(judge_times(in, ground));
  TROTH_TRY(judge_seed(in, ground));
  TROTH_TRY(judge_verdict(in));
  auto filing = sealed(record_of(in, ground, *probe), in.observations, context.random);
  TROTH_TRY(judge_number(context.snapshot, filing.record, run));
  filing.kept = drifted(running, *running.catalogue->find(in.clause), tom.promises).empty();

  TROTH_TRY(auto const place, next_place(context.snapshot));
  Json what;
  what.object().member("run", run_id).member("clause", in.clause).member("number", place.number());
  what.member("verdict", merkle::name(in.verdict)).end();
  TROTH_TRY(auto event, vault::tell(context, grant, act::EventType::evidence_recorded, what.text()));
  auto set = require_run(store::WriteSet(std::move(event)), run)
                 .then(sql::insert_of_run,
                       {kCell, run.id, in.clause, place.number(), filing.record.started, ByteView(filing.record.seed)});
  TROTH_TRY(set, file(context.snapshot, std::move(set), place, {std::move(filing)}, now));
  Json json;
  json.object().member("number", place.number()).end();
  return vault::Decision{std::move(set), vault::reply(201, json.text())};
}

}  // namespace troth::evidence

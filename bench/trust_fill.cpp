// Ten years of verdicts in the evidence log of a stopped cell.
#include <algorithm>
#include <map>

#include "app/identity.h"
#include "app/measured.h"
#include "app/schema.h"
#include "audit/log_names.h"
#include "audit/scribe.h"
#include "audit/tenant_logs.h"
#include "evidence/cell_facts.h"
#include "evidence/filing.h"
#include "evidence/tables.h"
#include "log_house.h"
#include "trust_parts.h"

namespace troth::bench {
namespace {

namespace sql = evidence::sql;
using audit::kEvidenceLog;
using Verdict = merkle::EvidenceRecord::Verdict;

constexpr std::size_t kClauses = 80;
constexpr std::int64_t kPerSet = 1'600, kFailureEvery = 2'001;  // odd: every clause fails in turn
constexpr auto kSpan = std::chrono::days(3'652);

/// What the cell was when it was served last: evidence about it counts when it is served again.
struct Opened {
  SystemClock clock;
  SystemRandom random;
  audit::TenantLogs logs;
  app::Identity identity;
  std::unique_ptr<store::Store> store;
  std::unique_ptr<keys::Seal> seal;
  std::unique_ptr<keys::Keyring> keyring;

  explicit Opened(std::filesystem::path const& data) : identity(must(app::read_identity(data))) {
    store = must(store::open_sqlite(data, app::data_schema(), app::keys_schema()));
    store->attach(logs);
    seal = must(keys::open_file_seal(identity.seal, random));
    keyring = must(keys::Keyring::open(store->keys(), *seal, clock, random, identity.cell));
  }
  evidence::Running running() {
    auto out = must(evidence::CellFacts::last(*must(store->snapshot())));
    if (!out) give_up(fail(Code::invalid, "serve the cell once before it is filled"));
    out->version = app::tom_in_force;
    return *out;
  }
};

/// Every clause that a probe attacks, then others of the catalogue as if one did.
std::vector<merkle::EvidenceRecord> patterns(evidence::Running const& running, evidence::InForce const& tom) {
  std::vector<catalogue::Clause const*> clauses;
  for (auto const& clause : running.catalogue->clauses()) clauses.push_back(&clause);
  std::stable_partition(clauses.begin(), clauses.end(), [&](auto const* one) { return running.probe(one->id); });
  clauses.resize(std::min(clauses.size(), kClauses));
  std::vector<merkle::EvidenceRecord> out;
  for (auto const* clause : clauses) {
    merkle::EvidenceRecord record;
    record.clause = clause->id;
    record.clause_hash = evidence::clause_hash(running, *clause, tom.promises);
    record.tom = tom.hash;
    record.build = running.build;
    record.manifest = running.manifest_hash;
    record.config = running.config;
    record.cell = running.origin;
    record.place = "twin";
    record.by = "operator";
    record.samples = 3;
    if (auto const found = running.mutants.find(clause->id); found != running.mutants.end())
      record.mutants = found->second;
    out.push_back(std::move(record));
  }
  return out;
}

/// The rows of up to kPerSet verdicts, of the same kinds and in the same order as record_evidence makes them.
struct Batch {
  std::vector<store::Params> verdicts, passes, fails, mended, failures;
  std::map<std::string, store::Params> newest;
  std::vector<std::string> entries;

  void add(evidence::Filing filing, evidence::LogPlace place, bool mends) {
    auto const& record = filing.record;
    bool const passed = record.verdict == Verdict::pass;
    auto const index = static_cast<std::int64_t>(place.index);
    std::int64_t const day = std::chrono::floor<std::chrono::days>(record.ended).time_since_epoch().count();
    verdicts.push_back({kEvidenceLog, place.number(), record.clause, static_cast<std::int64_t>(record.verdict),
                        record.started, record.ended, index, filing.salt, filing.observations});
    (passed ? passes : fails).push_back({kEvidenceLog, record.clause, day});
    if (!passed) failures.push_back({kEvidenceLog, place.number(), record.clause, record.ended, store::Value(), index});
    if (mends) mended.push_back({record.ended, kEvidenceLog, record.clause});
    newest.insert_or_assign(record.clause,
                            store::Params{kEvidenceLog, record.clause, place.number(), record.ended, record.ended});
    entries.push_back(record.encode());
  }

  store::WriteSet set(act::Event event) && {
    std::vector<store::Params> latest;
    for (auto& [clause, row] : newest) latest.push_back(std::move(row));
    auto out = store::WriteSet(std::move(event))
                   .then_each(sql::insert_evidence, std::move(verdicts))
                   .then_each(sql::count_pass, std::move(passes))
                   .then_each(sql::count_fail, std::move(fails))
                   .then_each(sql::upsert_latest, std::move(latest))
                   .then_each(sql::insert_failure, std::move(failures))
                   .then_each(sql::close_failure, std::move(mended));
    for (auto const& entry : entries) out = evidence::append_entry(std::move(out), entry);
    return out;
  }
};

/// Whether verdict `at` of so many is a failure; the last of each clause never is.
bool fails(std::int64_t at) { return at >= 0 && at % kFailureEvery == kFailureEvery - 1; }

evidence::Filing verdict(merkle::EvidenceRecord record, Time ended, bool passed, Random& random) {
  record.ended = ended;
  record.started = ended - std::chrono::seconds(2);
  record.expires = ended + std::chrono::days(1);
  record.verdict = passed ? Verdict::pass : Verdict::fail;
  return evidence::sealed(std::move(record),
                          {{true, "a token of tenant b was refused on the path of tenant a: 404"},
                           {true, "a changed leaf was found by the verifier"},
                           {passed, "the newest head was cosigned within its interval"}},
                          random);
}

}  // namespace

void fill_evidence(std::filesystem::path const& data, std::int64_t verdicts, Figures& figures) {
  Opened cell(data);
  audit::Scribe const scribe(*cell.keyring, cell.clock, cell.random);
  auto const running = cell.running();
  auto const end = cell.clock.now();
  auto const tom = must(evidence::in_force(*must(cell.store->snapshot()), running, end));
  auto const clauses = patterns(running, tom);
  auto const first = must(evidence::next_place(*must(cell.store->snapshot())));
  Stopwatch const watch;
  auto const turn = static_cast<std::int64_t>(clauses.size());
  auto const step = std::chrono::duration_cast<Duration>(kSpan) / verdicts;
  Batch batch;
  Flight flight(*cell.store, 4);
  for (std::int64_t i = 0; i < verdicts; ++i) {
    bool const passed = !fails(i) || i + turn >= verdicts;
    batch.add(
        verdict(clauses[static_cast<std::size_t>(i % turn)], end - step * (verdicts - 1 - i), passed, cell.random),
        first.after(static_cast<std::size_t>(i)), fails(i - turn));
    if ((i + 1) % kPerSet != 0 && i + 1 != verdicts) continue;
    flight.submit(
        std::move(batch).set(must(scribe.write({kCell, act::EventType::evidence_recorded, "{}", "{}", "{}", {}}))));
    batch = {};
  }
  flight.land();
  figures.add("trust_verdicts", static_cast<double>(verdicts));
  figures.add("trust_filled_per_s", static_cast<double>(verdicts) / watch.seconds());
}

}  // namespace troth::bench

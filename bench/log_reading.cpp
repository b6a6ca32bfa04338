// A large log of one tenant: proofs out of its rows, and whom one actor of a hundred and one reached.
#include <algorithm>
#include <random>

#include "audit/row_tiles.h"
#include "audit/search_index.h"
#include "audit/tenant_logs.h"
#include "inquiry/blast_radius.h"
#include "log_house.h"
#include "log_parts.h"
#include "vault/tables.h"

namespace troth::bench {
namespace {

constexpr std::int64_t kMatching = 10'000, kSubjects = 1'000, kProofs = 1'000, kEventsPerSet = 2'000;
constexpr std::size_t kActors = 100;

/// Events a millisecond apart; every so many-th one is the culprit's, about one of a thousand persons.
class LargeLog {
 public:
  LargeLog(Setting const& setting)
      : size_(setting.events), house_(setting.folder / "large", std::make_unique<audit::TenantLogs>()) {
    tenant_ = house_.add_tenant();
    culprit_ = PrincipalId::make_random(house_.random());
    for (auto& actor : others_) actor = PrincipalId::make_random(house_.random());
    for (auto& subject : subjects_) subject = SubjectId::make(house_.clock().now(), house_.random());
    began_ = house_.clock().now();
  }

  void fill() {
    Flight flight(house_.store(), 8);
    std::vector<store::Params> rows;
    for (auto const& subject : subjects_) rows.push_back({tenant_, subject, began_});
    flight.submit(store::WriteSet(event(0)).then_each(vault::sql::insert_subject, std::move(rows)));
    for (std::int64_t at = 1; at < size_; at += kEventsPerSet) {
      store::WriteSet set(event(at));
      for (std::int64_t next = at + 1; next < std::min(size_, at + kEventsPerSet); ++next)
        set = std::move(set).also(event(next));
      flight.submit(std::move(set));
    }
  }
  void index() {
    while (must(audit::SearchIndex::advance(house_.store(), tenant_)) > 0) continue;
  }

  LogHouse& house() { return house_; }
  TenantId tenant() const { return tenant_; }
  PrincipalId culprit() const { return culprit_; }
  Time began() const { return began_; }

 private:
  act::Event event(std::int64_t number) {
    house_.clock().set(began_ + std::chrono::milliseconds(number));
    std::int64_t const every = std::max<std::int64_t>(1, size_ / kMatching);
    if (number % every == every - 1) return matching(number / every);
    auto out = house_.small_event(tenant_);
    out.actor = others_[static_cast<std::size_t>(number) % kActors];
    return out;
  }
  act::Event matching(std::int64_t number) {
    auto out = must(house_.scribe().write({tenant_,
                                           act::EventType::consulted,
                                           R"({"collection":"contact","fields":["display_name","email"]})",
                                           "{}",
                                           "{}",
                                           {},
                                           culprit_}));
    out.whom = subjects_[static_cast<std::size_t>(number % kSubjects)];
    return out;
  }

  std::int64_t const size_;
  LogHouse house_;
  TenantId tenant_;
  PrincipalId culprit_;
  std::array<PrincipalId, kActors> others_;
  std::array<SubjectId, kSubjects> subjects_;
  Time began_;
};

void prove(LargeLog& log, Figures& figures) {
  std::mt19937_64 chance(1);
  std::vector<double> times, cpu;
  for (std::int64_t i = 0; i < kProofs; ++i) {
    std::uint64_t const random = chance();
    Stopwatch const watch;
    auto snapshot = must(log.house().store().snapshot());
    auto const head = *must(audit::load_head(*snapshot, log.tenant()));
    audit::RowTiles tiles(*snapshot, log.tenant(), head);
    std::uint64_t const index = random % head.size;
    auto const proof = must(merkle::prove_inclusion(tiles, index, head.size));
    times.push_back(watch.ms());
    cpu.push_back(watch.cpu() * 1000);
    auto const leaf =
        must(tiles.entries({0, index / merkle::kTileWidth, unsigned(index % merkle::kTileWidth) + 1, true}));
    TROTH_CHECK(merkle::verify_inclusion(index, head.size, merkle::leaf_hash(leaf.back()), proof, head.root));
  }
  for (auto* all : {&times, &cpu}) std::sort(all->begin(), all->end());
  figures.add("proof_ms_p50", times[times.size() / 2]);
  figures.add("proof_ms_p99", times[times.size() * 99 / 100]);
  figures.add("proof_cpu_ms_p99", cpu[cpu.size() * 99 / 100]);
}

void reach(LargeLog& log, Figures& figures) {
  auto& house = log.house();
  auto const now = house.clock().now();
  access::Actor const reader{log.tenant(),
                             PrincipalId::make_random(house.random()),
                             TokenId::make_random(house.random()),
                             act::Permissions().with(act::Permission::read_log),
                             1,
                             now + std::chrono::hours(1)};
  access::Intent const intent{
      act::Operation::administration, act::Permission::read_log, log.tenant(), {}, false, false};
  access::Facts facts;
  facts.tenant = access::TenantState::active;
  auto const grant = must(access::authorise(reader, intent, facts, now));
  inquiry::Reach const asked{log.culprit(), std::nullopt, log.began(), now};
  Stopwatch const watch;
  auto snapshot = must(house.store().snapshot());
  vault::Context const context{*snapshot, house.clock(), house.random(), house.scribe(), house.keyring()};
  auto const decision = must(inquiry::blast_radius(context, grant, asked));
  figures.add("blast_radius_s", watch.seconds());
  figures.add("blast_radius_cpu_s", watch.cpu());
  auto const& body = decision.reply.body;
  TROTH_CHECK(body.find("\"subjects\":1000,") != body.npos && body.find("\"complete\":true") != body.npos);
}

}  // namespace

void measure_reading(Setting const& setting, Figures& figures) {
  LargeLog log(setting);
  Stopwatch const filling;
  log.fill();
  figures.add("large_log_events", static_cast<double>(setting.events));
  figures.add("large_log_events_per_s", static_cast<double>(setting.events) / filling.seconds());
  Stopwatch const indexing;
  log.index();
  figures.add("search_index_events_per_s", static_cast<double>(setting.events) / indexing.seconds());
  for (std::int64_t round = 0; round < setting.rounds; ++round) {
    prove(log, figures);
    reach(log, figures);
  }
}

}  // namespace troth::bench

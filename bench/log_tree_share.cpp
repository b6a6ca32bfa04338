// What the tree costs a commit: the same write sets through the committer with the real keeper of logs, and with one
// that writes the same event rows and no head, node or hash.
#include <thread>

#include "audit/tables.h"
#include "audit/tenant_logs.h"
#include "log_house.h"
#include "log_parts.h"

namespace troth::bench {
namespace {

constexpr std::size_t kInFlight = 64, kRowBytes = 700;
constexpr int kSlices = 5;  // of a round, taken in turns, so that a slow second of the machine hits both sides
constexpr store::Sql kInsertRow = "INSERT INTO bench_row (tenant_id, id, body) VALUES ($1, $2, $3)";

class RowsOnly final : public store::Journal {
 public:
  Result<> place(store::Writer& writer, act::Event const& event) override {
    auto optional = [](auto const& id) { return id ? store::Value(*id) : store::Value(); };
    TROTH_TRY(writer.run(audit::sql::insert_event,
                         {event.log, next_[event.log]++, event.id, event.at, static_cast<std::int64_t>(event.type),
                          ByteView(event.leaf), event.parts[0], event.parts[1], event.parts[2], optional(event.whom),
                          optional(event.actor), optional(event.token)}));
    return {};
  }
  Result<> place(store::Writer&, store::LogEntry const&) override {
    return fail(Code::unimplemented, "no public logs here");
  }
  void keep_set() override {}
  void drop_set() override {}
  Result<> close(store::Writer&) override { return {}; }
  void committed() override {}
  void discarded() override {}

 private:
  std::map<TenantId, std::int64_t> next_;
};

/// One of the two: its store and its tenants.
class Side {
 public:
  Side(std::filesystem::path folder, std::unique_ptr<store::Journal> journal, std::size_t tenants)
      : house_(std::move(folder), std::move(journal)), body_(kRowBytes) {
    for (std::size_t i = 0; i < tenants; ++i) tenants_.push_back(house_.add_tenant());
    house_.random().fill(body_);
  }

  struct Cost {
    double seconds = 0, cpu = 0;
  };
  /// The sets are made before the clock starts: this is the store's pace, not the callers'.
  void run(std::int64_t count, Cost& cost) {
    std::vector<store::WriteSet> sets;
    sets.reserve(static_cast<std::size_t>(count));
    for (std::int64_t i = 0; i < count; ++i) sets.push_back(next());
    std::this_thread::sleep_for(std::chrono::milliseconds(400));  // the store tidies its write-ahead log
    Stopwatch const watch;
    Flight flight(house_.store(), kInFlight);
    for (auto& set : sets) flight.submit(std::move(set));
    flight.land();
    cost.seconds += watch.seconds();
    cost.cpu += watch.cpu();
  }

 private:
  store::WriteSet next() {
    auto const tenant = tenants_[static_cast<std::size_t>(row_) % tenants_.size()];
    auto event = must(house_.scribe().write({tenant,
                                             act::EventType::recorded,
                                             R"({"collection":"contact","fields":["email"],"version":1})",
                                             R"({"principal":"bench","token":"bench"})",
                                             "{}",
                                             {}}));
    return store::WriteSet(std::move(event)).then(kInsertRow, {tenant, row_++, body_});
  }

  LogHouse house_;
  std::vector<TenantId> tenants_;
  Bytes body_;
  std::int64_t row_ = 0;
};

void compare(Setting const& setting, std::size_t tenants, std::string const& suffix, Figures& figures) {
  auto const count = bench::from_environment("TROTH_BENCH_SETS", 15'000);
  Side with(setting.folder / "with-tree", std::make_unique<audit::TenantLogs>(), tenants);
  Side without(setting.folder / "without-tree", std::make_unique<RowsOnly>(), tenants);
  Side::Cost unused;
  with.run(count / 3, unused), without.run(count / 3, unused);
  for (std::int64_t round = 0; round < setting.rounds; ++round) {
    Side::Cost tree, rows;
    for (int slice = 0; slice < kSlices; ++slice) {
      bool const first = (round + slice) % 2 == 0;
      if (first) with.run(count / kSlices, tree);
      without.run(count / kSlices, rows);
      if (!first) with.run(count / kSlices, tree);
    }
    auto const sets = static_cast<double>(count / kSlices * kSlices);
    figures.add("sets_with_tree" + suffix, sets / tree.seconds);
    figures.add("sets_without_tree" + suffix, sets / rows.seconds);
    figures.add("tree_share" + suffix, 1 - rows.seconds / tree.seconds);
    figures.add("tree_cpu_share" + suffix, 1 - rows.cpu / tree.cpu);
  }
}

}  // namespace

void measure_tree_share(Setting const& setting, Figures& figures) {
  compare(setting, 1, "", figures);
  compare(setting, 100, "_100", figures);
}

}  // namespace troth::bench

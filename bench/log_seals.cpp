// One seal of a cell with 10,000 tenants: the rows, the tree over their heads, the signature, both syncs.
#include "audit/sealer.h"
#include "audit/tenant_logs.h"
#include "log_house.h"
#include "log_parts.h"

namespace troth::bench {
namespace {

constexpr std::size_t kTenants = 10'000, kEventsPerSet = 1'000;

/// One event in each of these logs.
void grow(LogHouse& house, std::vector<TenantId> const& logs) {
  for (std::size_t i = 0; i < logs.size(); i += kEventsPerSet) {
    store::WriteSet set(house.small_event(logs[i]));
    for (std::size_t j = i + 1; j < std::min(logs.size(), i + kEventsPerSet); ++j)
      set = std::move(set).also(house.small_event(logs[j]));
    house.commit(std::move(set));
  }
}

void seal(audit::Sealer& sealer, std::string const& name, Figures& figures) {
  Stopwatch const watch;
  bool const sealed = must(sealer.seal());
  figures.add(name + "_ms", watch.ms());
  figures.add(name + "_cpu_ms", watch.cpu() * 1000);
  TROTH_CHECK(sealed);
  must(sealer.show({}, false));
}

}  // namespace

void measure_seals(Setting const& setting, Figures& figures) {
  LogHouse house(setting.folder / "seals", std::make_unique<audit::TenantLogs>());
  std::vector<TenantId> logs(kTenants);
  for (auto& log : logs) log = TenantId::make_random(house.random());
  audit::SignedState state(house.seal_folder());
  audit::Sealer sealer({house.store(), house.seal(), state, house.clock(), house.random(), "log.example.com/bench"});
  must(sealer.create());
  must(sealer.open());
  grow(house, logs);
  seal(sealer, "seal_10k_new", figures);
  TROTH_CHECK(sealer.newest()->heads->size() > kTenants);
  grow(house, logs);
  seal(sealer, "seal_10k_first", figures);  // each log is once compared with what was sealed of it
  for (std::int64_t round = 0; round < setting.rounds; ++round) {
    grow(house, {logs[static_cast<std::size_t>(round)]});
    seal(sealer, "seal_10k_one", figures);
    grow(house, logs);
    seal(sealer, "seal_10k", figures);
  }
}

}  // namespace troth::bench

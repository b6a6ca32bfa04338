#include "app/upkeep.h"

#include <algorithm>

#include "base/json_writer.h"
#include "evidence/probe_run.h"
#include "evidence/promises.h"
#include "vault/discovery.h"
#include "vault/retention_sweep.h"
#include "vault/tables.h"

namespace troth::app {

Result<> expire_idempotency(store::Store& store, audit::Scribe const& scribe, Clock const& clock) {
  Time const before = clock.now() - std::chrono::hours(24);
  for (;;) {
    std::int64_t old = 0;
    {
      TROTH_TRY(auto snapshot, store.snapshot());
      TROTH_TRY(auto row, snapshot->one(vault::sql::count_old_idempotency, {before}));
      if (row) old = (*row)[0].integer();
    }
    if (old == 0) return {};
    Json what;
    what.object().member("expired_idempotency_rows", std::min<std::int64_t>(old, 500)).end();
    TROTH_TRY(auto event,
              scribe.write({kCell, act::EventType::administered, what.text(), "{\"at\":\"the cell\"}", "{}", {}}));
    TROTH_TRY(store.committer().commit(
        store::WriteSet(std::move(event)).then(vault::sql::expire_idempotency, {before}, store::kAny),
        store::Lane::bulk));
  }
}

namespace {

/// Decides on a snapshot of its own, which ends before the commit.
template <class Decide>
Result<bool> carry_out(House const& house, Decide const& decide) {
  auto set = [&]() -> Result<std::optional<store::WriteSet>> {
    try {
      TROTH_TRY(auto snapshot, house.store.snapshot());
      return decide({*snapshot, house.clock, house.random, house.scribe, house.keyring});
    } catch (store::CorruptRow const& row) {
      return fail(Code::corrupt, "stored rows have been damaged", {}, row.what());
    }
  }();
  if (!set) return std::move(set).error();
  if (!*set) return false;
  TROTH_TRY(house.store.committer().commit(std::move(**set), store::Lane::bulk));
  return true;
}

}  // namespace

Result<> keep_evidence(House const& house, evidence::Running const& running) {
  using Context = vault::Context;
  TROTH_TRY(carry_out(house, [&](Context const& c) { return evidence::promise_changes(c, running); }));
  for (bool more = true; more;) {
    TROTH_TRY(more, carry_out(house, [](Context const& c) { return evidence::end_overdue_runs(c); }));
  }
  return {};
}

Result<> search_tenants(House const& house) {
  constexpr int kAtOnce = 16;  // each minute: jobs wait while records are opened
  using Context = vault::Context;
  using Set = std::optional<store::WriteSet>;
  Result<> outcome;
  for (int i = 0; i < kAtOnce; ++i) {
    std::optional<TenantId> due;
    auto searched = carry_out(house, [&](Context const& c) -> Result<Set> {
      TROTH_TRY(due, vault::discovery_due(c));
      if (!due) return Set();
      TROTH_TRY(auto set, vault::discover_due(c, *due));
      return Set(std::move(set));
    });
    if (searched && !*searched) return outcome;
    if (searched) continue;
    outcome = std::move(searched).error();
    if (!due) return outcome;
    TROTH_TRY(carry_out(house, [&](Context const& c) -> Result<Set> {
      TROTH_TRY(auto set, vault::put_off_discovery(c, *due));
      return Set(std::move(set));
    }));
  }
  return outcome;
}

Result<> sweep_retention(House const& house) {
  std::vector<TenantId> tenants;
  {
    TROTH_TRY(auto snapshot, house.store.snapshot());
    TROTH_TRY(tenants, vault::tenants_to_sweep(*snapshot));
  }
  Result<> outcome;
  for (auto const& tenant : tenants) {
    vault::RetentionSweep sweep(tenant);
    for (bool more = true; more;) {
      auto swept = carry_out(house, [&](vault::Context const& c) { return sweep.next(c); });
      if (!swept) outcome = std::move(swept).error();
      more = swept && *swept;
    }
  }
  return outcome;
}

}  // namespace troth::app

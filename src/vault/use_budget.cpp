#include "vault/use_budget.h"

#include "base/json_writer.h"
#include "base/mutant.h"
#include "vault/own.h"
#include "vault/use_tables.h"

namespace troth::vault {
namespace {

constexpr std::int64_t kHour = 3600;

std::int64_t seconds(Time at) { return to_micros(at) / 1'000'000; }

/// One budget of one principal or person.
struct Purse {
  std::string_view name;
  Bytes who;
  std::int64_t most;
};

std::vector<Purse> purses(access::Grant const& grant, UseBudget const& budget, Counted const& counted) {
  std::vector<Purse> out;
  auto add = [&](std::string_view name, auto const& id, std::int64_t most) {
    auto const bytes = id.bytes();
    out.push_back({name, Bytes(bytes.begin(), bytes.end()), most});
  };
  add("per_principal", grant.actor().principal, budget.per_principal);
  if (counted.subject) add("per_subject", *counted.subject, budget.per_subject);
  return out;
}

}  // namespace

Result<UseBudget> UseBudget::of(store::Reader& snapshot, TenantId tenant) {
  UseBudget out;
  TROTH_TRY(auto row, snapshot.one(sql::select_use_limit, {tenant}));
  if (row) out = {(*row)[0].integer(), (*row)[1].integer()};
  return out;
}

Result<store::WriteSet> spend(Context const& context, access::Grant const& grant, Counted const& counted,
                              store::WriteSet set) {
  if (TROTH_MUTANT("budget-not-counted")) return set;
  TROTH_TRY(auto const budget, UseBudget::of(context.snapshot, grant.tenant()));
  auto const now = seconds(context.clock.now());
  auto const hour = now / kHour;
  for (auto const& purse : purses(grant, budget, counted)) {
    store::Params row{grant.tenant(), purse.who, counted.collection, counted.field, hour};
    TROTH_TRY(auto spent, context.snapshot.one(sql::select_spent, row));
    if (spent && (*spent)[0].integer() >= purse.most)
      return fail(Code::exhausted, "the values of this field have been asked after as often as an hour allows",
                  std::string(purse.name) + ": " + std::to_string((hour + 1) * kHour - now));
    row.push_back(purse.most);
    set = std::move(set).then(sql::spend_use, std::move(row), store::kOne, Code::exhausted);
  }
  return set;
}

Result<Decision> define_use_budget(Context const& context, access::Grant const& grant, UseBudget const& budget) {
  TROTH_TRY(not_from_outside(grant));
  Json what;
  what.object().member("per_principal", budget.per_principal).member("per_subject", budget.per_subject).end();
  TROTH_TRY(auto event, tell(context, grant, act::EventType::administered, what.text()));
  auto set = store::WriteSet(std::move(event))
                 .then(sql::put_use_limit, {grant.tenant(), budget.per_principal, budget.per_subject});
  return Decision{std::move(set), reply(200, what.text())};
}

}  // namespace troth::vault

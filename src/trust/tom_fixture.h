#pragma once
// A small text, and a cell in which people draft and approve, for the tests of this folder.
#include <algorithm>

#include "audit/log_names.h"
#include "trust/tables.h"
#include "trust/tom_text.h"
#include "vault/tenant_fixture.h"

namespace troth::trust {

using audit::must;
using audit::refusal_of;

/// Two clauses, three parameters, one of each direction.
inline TomText sample_text() {
  using catalogue::EvidenceClass;
  using Stricter = catalogue::Parameter::Stricter;
  TomText out;
  out.number = 3;
  out.effective_from = *parse_rfc3339("2026-12-01T00:00:00Z");
  out.profiles = {"trueengage"};
  out.clauses = {
      {"TE-1.2", EvidenceClass::proven, "troth-clause/v1\nid TE-1.2\nen Kept <7> days.\nde Sieben Tage gehalten.\n"},
      {"TE-7.4", EvidenceClass::declared, "troth-clause/v1\nid TE-7.4\nen Sealed.\nde Versiegelt.\n"}};
  out.parameters = {{"log.seal_seconds", 10, "s", Stricter::lower, {"TE-7.4"}},
                    {"backup.copies", 7, "count", Stricter::higher, {"TE-7.4"}},
                    {"backup.keep_days", 7, "d", Stricter::same, {"TE-1.2", "TE-7.4"}}};
  return out;
}

inline store::Schema trust_schema() {
  auto out = vault::tenant_schema();
  for (auto const& migration : schema()) out.push_back(migration);
  return out;
}

/// Every clause of the profile that is not covered, by name.
inline std::vector<std::string> not_covered(std::string_view profile) {
  std::vector<std::string> out;
  for (auto const& clause : catalogue::Catalogue::built_in().clauses())
    if (clause.profile == profile && clause.stands == catalogue::EvidenceClass::not_covered) out.push_back(clause.id);
  return out;
}

class TomHouse {
 public:
  TomHouse() : house_(trust_schema()) {}
  audit::House& house() { return house_; }
  Time now() { return house_.clock().now(); }
  PrincipalId person() { return PrincipalId::make_random(house_.random()); }

  template <class Act>
  Result<vault::Decision> decide(PrincipalId who, Act const& act) {
    auto snapshot = house_.snapshot();
    access::Facts facts;
    facts.tenant = access::TenantState::active;
    access::Actor const actor{kCell,
                              who,
                              TokenId::make_random(house_.random()),
                              act::Permissions().with(act::Permission::publish_tom),
                              0,
                              now() + std::chrono::hours(1)};
    access::Intent const intent{act::Operation::administration, act::Permission::publish_tom, kCell, {}, false, false};
    auto const grant = must(access::authorise(actor, intent, facts, now()));
    return act(vault::Context{*snapshot, house_.clock(), house_.random(), house_.scribe(), house_.keyring()}, grant);
  }
  template <class Act>
  Result<std::string> done(PrincipalId who, Act const& act) {
    TROTH_TRY(auto decision, decide(who, act));
    TROTH_TRY(house_.commit(decision.writes));
    return decision.reply.body;
  }

  Draft sound(Time from) {
    Draft out;
    out.profiles = {"trueengage"};
    out.accepted = not_covered("trueengage");
    out.effective_from = from;
    return out;
  }
  Result<std::string> draft(PrincipalId who, Draft const& wanted) {
    return done(who, [&](auto const& context, auto const& grant) { return trust::draft(context, grant, wanted); });
  }
  Result<std::string> approve(PrincipalId who, std::int64_t number) {
    return done(who, [&](auto const& context, auto const& grant) { return trust::approve(context, grant, number); });
  }
  Result<std::string> withdraw(PrincipalId who, std::int64_t number) {
    return done(who, [&](auto const& context, auto const& grant) { return trust::withdraw(context, grant, number); });
  }
  TomVersion version(std::int64_t number) { return must(trust::version(*house_.snapshot(), number)).value(); }
  /// The number of the version that holds, 0 for none.
  std::int64_t effective(Time at) {
    auto const found = must(trust::effective(*house_.snapshot(), at));
    return found ? found->number : 0;
  }
  std::vector<std::string> entries() {
    std::vector<std::string> out;
    for (auto const& row : house_.rows(audit::sql::select_entries, {audit::kEvidenceLog, 0, 1'000}))
      out.emplace_back(as_text(row[0].bytes()));
    return out;
  }

 private:
  audit::House house_;
};

}  // namespace troth::trust

#include "vault/quota.h"

#include <algorithm>

#include "base/mutant.h"
#include "vault/forms_tables.h"

namespace troth::vault {
namespace {

struct Span {
  std::string_view name;
  std::chrono::seconds length;
  std::int64_t Quota::*most;
};
constexpr Span kSpans[] = {{"per_minute", std::chrono::minutes(1), &Quota::per_minute},
                           {"per_day", std::chrono::hours(24), &Quota::per_day}};

/// Whole seconds until `end`, at least one and, where the clock was set back, at most the span.
std::int64_t seconds_until(Time end, Time now, std::chrono::seconds span) {
  auto const left = std::chrono::ceil<std::chrono::seconds>(end - now).count();
  return std::clamp<std::int64_t>(left, 1, span.count());
}

}  // namespace

Result<> Quota::check(store::Reader& snapshot, TenantId tenant, FormName const& form, Time now) const {
  if (TROTH_MUTANT("form-quota-ignored")) return {};
  for (auto const& span : kSpans) {
    TROTH_TRY(auto row, snapshot.one(sql::select_used, {tenant, form.text(), span.name}));
    if (!row || (*row)[1].integer() < this->*span.most) continue;
    Time const end = (*row)[0].time() + span.length;
    if (end <= now) continue;
    return fail(Code::exhausted, "the form has taken in what it may in this time; send it again later",
                std::string(span.name) + ": " + std::to_string(seconds_until(end, now, span.length)));
  }
  return {};
}

store::WriteSet Quota::count(store::WriteSet set, TenantId tenant, FormName const& form, Time now) const {
  for (auto const& span : kSpans) {
    std::int64_t const most = TROTH_MUTANT("form-quota-ignored") ? INT64_MAX : this->*span.most;
    set = std::move(set).then(sql::count_use, {tenant, form.text(), span.name, now, now - span.length, most});
  }
  return set;
}

}  // namespace troth::vault

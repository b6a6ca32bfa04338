#pragma once
#include "vault/context.h"
#include "vault/value_kinds.h"

namespace troth::vault {

/// The categories of personal data as the newest definitions give them (GDPR Art. 13, 14, 30), the fields that say
/// none, and what the last searches found beside them.
Result<Decision> list_categories(Context const&, access::Grant const&);

/// How often each tenant is searched (parameter discovery.hours).
inline constexpr auto kDiscoveryEvery = std::chrono::hours(24);
/// How many records one search opens at most: all of them in a tenant with no more, else a sample in stretches from
/// random moments. Of restricted subjects none is opened (Art. 18(2)).
inline constexpr std::int64_t kDiscoveryRecords = 500;
/// At which weight of their envelopes one search takes no further record: a random choice of them if there are more.
inline constexpr std::int64_t kDiscoveryBytes = 8 << 20;
/// How many findings one search keeps; it tells how many there were.
inline constexpr std::size_t kDiscoveryKept = 1'000;

/// Opens records under a grant of the cell's own and compares what their values are with what their fields are
/// declared to hold. Says where and how many, never a value. Told as category.undeclared if anything was found.
Result<Decision> discover(Context const&, access::Grant const&);

/// A tenant that has not been searched for that long, if there is one.
Result<std::optional<TenantId>> discovery_due(Context const&);
/// The same search by the cell itself.
Result<store::WriteSet> discover_due(Context const&, TenantId);
/// For a tenant whose search failed: it is due again a day later, so that those behind it have their turn.
Result<store::WriteSet> put_off_discovery(Context const&, TenantId);

}  // namespace troth::vault

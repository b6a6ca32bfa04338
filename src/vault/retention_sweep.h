#pragma once
#include "vault/context.h"

namespace troth::vault {

/// The end of retention (GDPR Art. 5(1)(e)), for one tenant, in sets of at most 200 records:
///   first a class that became shorter is carried over to the records that lie there: created + the longest period of
///   their structure's fields, as the classes are now, where that is earlier than the end they have; never later;
///   then every record whose end has passed is deleted, with its earlier versions and index entries.
/// Records of a restricted person wait until the restriction is lifted (Art. 18(2)); those of a frozen tenant do not.
class RetentionSweep {
 public:
  explicit RetentionSweep(TenantId tenant) : tenant_(tenant) {}
  /// The next set; none when nothing is left to do now.
  Result<std::optional<store::WriteSet>> next(Context const& context);

 private:
  struct Periods;
  Result<std::optional<store::WriteSet>> shorten(Context const& context, store::Rows const& changes);
  Result<std::optional<store::WriteSet>> end(Context const& context);

  TenantId tenant_;
  store::Params after_;  ///< the last record that was compared with its new end
};

/// Tenants to sweep.
Result<std::vector<TenantId>> tenants_to_sweep(store::Reader& snapshot);

/// administration: the classes, what of them is being carried over, and per collection how many records there are and
/// how many of them are due.
Result<Decision> describe_retention(Context const&, access::Grant const&);

}  // namespace troth::vault

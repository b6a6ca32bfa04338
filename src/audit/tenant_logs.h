#pragma once
#include <map>
#include <optional>

#include "merkle/tree.h"
#include "store/journal.h"

namespace troth::audit {

/// One RFC 6962 log per tenant, kept in the transaction that commits the act: an event row per leaf and one head row
/// per log. Owned by the committer's thread; the heads it keeps are those of the last durable group.
class TenantLogs final : public store::Journal {
 public:
  Result<> place(store::Writer& writer, act::Event const& event) override;
  void keep_set() override;
  void drop_set() override;
  Result<> close(store::Writer& writer) override;
  void committed() override;
  void discarded() override;

 private:
  struct Head {
    merkle::CompactRange range;
    bool stored = false;  // whether log_head has a row
  };
  using Heads = std::map<TenantId, Head>;

  /// The head a next event goes on: staged in this set, else in this group, else durable, else read from the store.
  Result<Head> newest(store::Writer& writer, TenantId log);

  Heads durable_;  // heads as of the last commit; a cache, refilled from log_head
  Heads group_;    // heads after the sets kept so far in this group
  Heads set_;      // heads after the events placed so far in this set
};

}  // namespace troth::audit

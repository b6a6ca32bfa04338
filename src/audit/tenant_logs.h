#pragma once
#include <map>
#include <optional>

#include "audit/touched.h"
#include "merkle/tree.h"
#include "store/journal.h"

namespace troth::audit {

/// One RFC 6962 log per tenant, and the public ones, kept in the transaction that commits the act: an event row (or an
/// entry) per leaf, a node row per 256 leaves, and one head row per log. Owned by the committer's thread; the heads it
/// keeps are those of the last durable group.
class TenantLogs final : public store::Journal {
 public:
  Result<> place(store::Writer& writer, act::Event const& event) override;
  Result<> place(store::Writer& writer, store::LogEntry const& entry) override;
  void keep_set() override;
  void drop_set() override;
  Result<> close(store::Writer& writer) override;
  void committed() override;
  void discarded() override;

  /// The logs that have grown since this was last asked. Any thread.
  std::vector<TenantId> take_touched() { return touched_.take(); }

 private:
  struct Head {
    merkle::CompactRange range;
    std::int64_t epoch = 1, base = 0;
    bool stored = false;                  // whether log_head has a row
    std::vector<merkle::TileNode> fresh;  // completed in this group, not yet rows
    std::int64_t next() const { return base + static_cast<std::int64_t>(range.size()); }
  };
  using Heads = std::map<TenantId, Head>;

  /// The head a next event goes on: staged in this set, else in this group, else durable, else read from the store.
  Result<Head> newest(store::Writer& writer, TenantId log);
  static Result<Head> first_head(store::Writer& writer, TenantId log);
  void grow(TenantId log, Head head, ByteView leaf);

  Heads durable_;  // heads as of the last commit; a cache, refilled from log_head
  Heads group_;    // heads after the sets kept so far in this group
  Heads set_;      // heads after the events placed so far in this set
  TouchedLogs touched_;
};

}  // namespace troth::audit

#pragma once
#include <set>
#include <unordered_map>

#include "http/json.h"
#include "vault/fsck.h"

namespace troth::vault {

/// What one tenant's log tells of its erasures and records, gathered event by event, then compared with what lies in
/// the tables.
class FsckLedger {
 public:
  FsckLedger(TenantId tenant, bool records, audit::Findings& findings)
      : tenant_(tenant), records_(records), findings_(findings) {}

  /// An event whose `what` was opened. `whose`: subject or handle in its row.
  void told(std::int64_t seq, std::int64_t type, std::string_view what, std::optional<Bytes> const& whose);
  /// A `whom` that cannot be opened, because the key is gone or the part was taken out.
  void lost_whom(std::int64_t seq, std::optional<Bytes> const& whose);

  /// Names each lost `whom` that no erasure explains; gives how many are explained. `later_epoch`: events were lost in
  /// a restore, and with them perhaps the erasure.
  std::uint64_t explain_lost(bool later_epoch);
  Result<> compare_records(store::Reader& snapshot, PartsFsck::Outcome& outcome);

 private:
  struct Write {
    std::int64_t seq = 0, version = 0;
    std::string collection, envelope_sha256;
    Bytes whose;
    bool seen = false;
  };
  struct Lost {
    std::int64_t first = 0;
    std::uint64_t times = 0;
  };
  struct Stored;
  void compare(Stored const& record, PartsFsck::Outcome& outcome);
  void name_missing();
  /// Records whose retention has ended: they are gone by right, and none may come back.
  void forget_ended(http::JsonValue::Object const& what);
  bool erased(Bytes const& whose) const { return erasures_.contains(whose); }

  TenantId tenant_;
  bool records_;
  audit::Findings& findings_;
  std::set<Bytes> erasures_;  // subjects whose erasure was asked for, and the handles that stand for them
  std::map<Bytes, Lost> lost_;
  std::map<RecordId, Write> writes_;               // the newest of each record
  std::map<std::string, std::int64_t> by_import_;  // lines taken, by collection
};

}  // namespace troth::vault

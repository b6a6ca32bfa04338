#include <map>

#include "keys/internal/seal_wrap.h"
#include "keys/internal/snapshot.h"
#include "keys/internal/snapshot_file.h"

namespace troth::keys {
namespace {

Error broken() { return fail(Code::corrupt, "the key snapshot is damaged"); }

/// A row from before keys could be rotated does not name its wrapper: there was one version.
Result<std::uint64_t> wrapper_in(Record const& record) {
  constexpr int kColumn = 7;
  return record.has(kColumn) ? record.number(kColumn) : Result<std::uint64_t>(1);
}

/// Opens what the rows hold, in the order of the file, with the keys that the file itself and the seal give.
class SnapshotCheck {
 public:
  SnapshotCheck(Seal& seal, Cell const& cell, std::uint64_t epoch, Secret kek)
      : seal_(seal), cell_(cell), epoch_(epoch), kek_(std::move(kek)) {}

  Result<> row(Record const& record) {
    ++rows_;
    switch (record.type()) {
      case RecordType::epoch:
        return epoch(record);
      case RecordType::key:
        return key(record);
      case RecordType::fence:
        return {};
      case RecordType::head:
      case RecordType::end:
        break;
    }
    return broken();
  }
  std::uint64_t rows() const { return rows_; }

 private:
  Result<> epoch(Record const& record);
  Result<> key(Record const& record);
  Result<ByteView> kek_of(Address const& address, std::uint32_t wrapper) const;

  Seal& seal_;
  Cell const& cell_;
  std::uint64_t const epoch_;
  Secret kek_, epoch_key_;
  TenantId tenant_;                              ///< whose KEKs tenant_keks_ are
  std::map<std::uint32_t, Secret> tenant_keks_;  ///< by version
  std::uint64_t rows_ = 0;
};

Result<> SnapshotCheck::epoch(Record const& record) {
  TROTH_TRY(std::uint64_t number, record.number(0));
  if (number != epoch_) return {};  // the older ones are about to be destroyed
  TROTH_TRY(ByteView wrapped, record.bytes(2));
  TROTH_TRY(epoch_key_, open_epoch_key(seal_, cell_, number, wrapped));
  return {};
}

Result<> SnapshotCheck::key(Record const& record) {
  TROTH_TRY(ByteView tenant, record.bytes(0, 16));
  TROTH_TRY(std::uint64_t kind, record.number(1));
  TROTH_TRY(ByteView holder, record.bytes(2, 16));
  TROTH_TRY(std::uint64_t version, record.number(3));
  TROTH_TRY(std::uint64_t epoch, record.number(4));
  TROTH_TRY(ByteView wrap, record.bytes(5));
  TROTH_TRY(std::uint64_t wrapper, wrapper_in(record));
  StoredKey const stored{
      {*TenantId::from(tenant), static_cast<Kind>(kind), *SubjectId::from(holder), static_cast<std::uint32_t>(version)},
      epoch,
      to_bytes(wrap),
      static_cast<std::uint32_t>(wrapper)};
  if (epoch != epoch_ || epoch_key_.empty()) return broken();
  TROTH_TRY(ByteView kek, kek_of(stored.address, stored.wrapper));
  TROTH_TRY(Secret key, open_key(cell_, stored, kek, epoch_key_.view()));
  if (stored.address.kind == Kind::tenant) {
    if (tenant_ != stored.address.tenant) tenant_keks_.clear();
    tenant_ = stored.address.tenant;
    tenant_keks_.insert_or_assign(stored.address.version, std::move(key));
  }
  return {};
}

Result<ByteView> SnapshotCheck::kek_of(Address const& address, std::uint32_t wrapper) const {
  if (address.kind != Kind::subject) return kek_.view();
  auto const found = tenant_keks_.find(wrapper);
  if (found == tenant_keks_.end() || tenant_ != address.tenant) return broken();
  return found->second.view();
}

struct Head {
  Cell cell;
  Bytes wrap;
  std::uint64_t epoch;
};

Result<Head> parse_head(Record const& record) {
  if (record.type() != RecordType::head) return broken();
  TROTH_TRY(ByteView name, record.bytes(0));
  TROTH_TRY(ByteView region, record.bytes(1));
  TROTH_TRY(ByteView wrap, record.bytes(2));
  TROTH_TRY(std::uint64_t epoch, record.number(4));
  return Head{{std::string(as_text(name)), std::string(as_text(region))}, to_bytes(wrap), epoch};
}

Result<> check_rows(SnapshotReader& file, RecordChain& chain, SnapshotCheck& check) {
  for (;;) {
    TROTH_TRY(Record record, file.next());
    chain.add(record.raw());
    if (record.type() != RecordType::end) {
      TROTH_TRY(check.row(record));
      continue;
    }
    TROTH_TRY(std::uint64_t rows, record.number(0));
    TROTH_TRY(Bytes mac, file.mac());
    if (rows != check.rows() || !crypto::equal_constant_time(mac, chain.mac())) return broken();
    return {};
  }
}

}  // namespace

Result<> check_snapshot(std::filesystem::path const& path, Seal& seal, Cell const& cell, std::uint64_t epoch) {
  auto file = SnapshotReader::open(path);
  if (!file && file.error().code == Code::not_found) return fail(Code::conflict, "there is no key snapshot yet");
  if (!file) return std::move(file).error();
  TROTH_TRY(Record first, file->next());
  TROTH_TRY(Head head, parse_head(first));
  if (head.epoch != epoch) return fail(Code::conflict, "the key snapshot is of another epoch");
  if (head.cell.name != cell.name || head.cell.region != cell.region) return broken();
  TROTH_TRY(Secret kek, open_cell_kek(seal, cell, head.wrap));
  RecordChain chain(kek.view());
  chain.add(first.raw());
  SnapshotCheck check(seal, cell, epoch, std::move(kek));
  return check_rows(*file, chain, check);
}

}  // namespace troth::keys

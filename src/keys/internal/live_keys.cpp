#include "keys/internal/live_keys.h"

#include "base/tlv.h"
#include "keys/internal/seal_wrap.h"
#include "keys/tables.h"

namespace troth::keys {

crypto::Digest fence_token(ByteView cell_kek, Fence kind, TenantId tenant, ByteView id) {
  crypto::Digest const key = crypto::hmac_sha256(cell_kek, as_bytes("troth/fence/v1"));
  Secret const guarded = Secret::copy_of(key);
  Tlv tlv;
  tlv.put(1, Bytes{static_cast<std::uint8_t>(kind)}).put(2, tenant.view()).put(3, id);
  return crypto::hmac_sha256(guarded.view(), tlv.view());
}

KeyRow insert_of(StoredKey const& stored, ByteView cell_kek, Time at) {
  Address const& address = stored.address;
  auto const fence = fence_token(cell_kek, Fence::subject_erased, address.tenant, address.holder.view());
  auto const epoch = static_cast<std::int64_t>(stored.epoch);
  return {sql::kInsertKey,
          {address.tenant, static_cast<std::uint32_t>(address.kind), address.holder, address.version, epoch,
           stored.wrap, at, stored.wrapper, epoch, ByteView(fence)}};
}

Result<std::unique_ptr<LiveKeys>> LiveKeys::open(store::KeyDatabase& database, Seal& seal, Arena& arena,
                                                 Clock const& clock) {
  std::unique_ptr<LiveKeys> live(new LiveKeys(database, seal, arena, clock));
  TROTH_TRY(live->open_cell());
  TROTH_TRY(live->refresh());
  TROTH_TRY(live->current());
  return live;
}

Result<> LiveKeys::open_cell() {
  TROTH_TRY(auto rows, database_.query(sql::kCellKey, {}));
  if (rows.size() != 1) return fail(Code::not_found, "this key store has no cell yet");
  cell_ = {rows[0][0].text(), rows[0][1].text()};
  TROTH_TRY(Secret kek, open_cell_kek(seal_, cell_, rows[0][2].bytes()));
  TROTH_TRY(kek_, arena_.put(kCellKek, kek.view(), clock_.now()));
  return {};
}

Result<> LiveKeys::refresh() {
  TROTH_TRY(auto rows, database_.query(sql::kEpochs, {}));
  for (auto const& row : rows) {
    auto const number = static_cast<std::uint64_t>(row[0].integer());
    if (row[1].text() == "destroyed")
      drop(number);
    else
      TROTH_TRY(learn(number, row[1].text() == "open", row[2].bytes()));
  }
  return {};
}

Result<> LiveKeys::learn(std::uint64_t number, bool open, ByteView wrapped) {
  if (!epoch(number)) {
    auto key = open_epoch_key(seal_, cell_, number, wrapped);
    // Destroyed in the seal but not marked yet: the epoch job died in between and will finish.
    if (!key && key.error().code == Code::gone && !open) return {};
    if (!key) return std::move(key).error();
    TROTH_TRY(auto held, arena_.put(epoch_address(number), key->view(), clock_.now()));
    auto pinned = std::make_shared<Arena::Held const>(std::move(held));
    Lock lock(mutex_);
    epochs_[number] = std::move(pinned);
  }
  Lock lock(mutex_);
  if (open) current_ = number;
  return {};
}

void LiveKeys::drop(std::uint64_t number) {
  {
    Lock lock(mutex_);
    if (epochs_.erase(number) == 0) return;
  }
  arena_.evict(epoch_address(number));
}

Result<LiveKeys::Pinned> LiveKeys::epoch(std::uint64_t number) const {
  Lock lock(mutex_);
  auto found = epochs_.find(number);
  if (found == epochs_.end()) return fail(Code::gone, "the key's epoch was destroyed");
  return found->second;
}

Result<LiveKeys::Epoch> LiveKeys::current() const {
  Lock lock(mutex_);
  auto found = epochs_.find(current_);
  if (found == epochs_.end()) return fail(Code::gone, "this key store has no open epoch");
  return Epoch{found->first, found->second};
}

Result<StoredKey> LiveKeys::seal(Address const& address, ByteView kek, Secret const& key, std::uint32_t wrapper) const {
  TROTH_TRY(Epoch now, current());
  return seal_key(cell_, address, kek, now.number, now.key->bytes(), key.view(), wrapper);
}

Result<Secret> LiveKeys::open(StoredKey const& stored, ByteView kek) const {
  TROTH_TRY(Pinned key, epoch(stored.epoch));
  return open_key(cell_, stored, kek, key->bytes());
}

Result<StoredKey> LiveKeys::reseal(StoredKey const& stored) const {
  TROTH_TRY(Pinned old, epoch(stored.epoch));
  TROTH_TRY(Epoch now, current());
  return reseal_key(cell_, stored, old->bytes(), now.number, now.key->bytes());
}

}  // namespace troth::keys

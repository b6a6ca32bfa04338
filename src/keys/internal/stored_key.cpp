#include "keys/internal/stored_key.h"

#include <algorithm>

#include "base/tlv.h"
#include "crypto/hash.h"

namespace troth::keys {
namespace {

Place place_of(Cell const& cell, Address const& address, std::uint32_t wrapper) {
  return {cell, address, key_id(wrapper_of(address, wrapper))};
}

}  // namespace

Address epoch_address(std::uint64_t epoch) {
  Bytes number(8);
  append_be(number, epoch);
  return {kCell, Kind{0x7f}, *SubjectId::from(number)};
}

KeyId key_id(Address const& address) {
  Tlv tlv;
  tlv.put(1, Bytes{static_cast<std::uint8_t>(address.kind)});
  tlv.put(4, address.tenant.view()).put(5, address.holder.view()).put_u32(6, address.version);
  crypto::Digest const digest = crypto::sha256(tlv.view());
  KeyId id;
  std::ranges::copy_n(digest.begin(), id.size(), id.begin());
  return id;
}

Address wrapper_of(Address const& address, std::uint32_t version) {
  return address.kind == Kind::subject ? Address{address.tenant, Kind::tenant, {}, version} : kCellKek;
}

StoredKey seal_key(Cell const& cell, Address const& address, ByteView kek, std::uint64_t epoch, ByteView epoch_key,
                   ByteView key, std::uint32_t wrapper) {
  Place const place = place_of(cell, address, wrapper);
  return {address, epoch, wrap_outer(place, epoch, epoch_key, wrap_inner(place, kek, key)), wrapper};
}

Result<Secret> open_key(Cell const& cell, StoredKey const& stored, ByteView kek, ByteView epoch_key) {
  Place const place = place_of(cell, stored.address, stored.wrapper);
  TROTH_TRY(Secret inner, unwrap_outer(place, stored.epoch, epoch_key, stored.wrap));
  return unwrap_inner(place, kek, inner.view());
}

Result<StoredKey> reseal_key(Cell const& cell, StoredKey const& stored, ByteView old_epoch_key, std::uint64_t epoch,
                             ByteView epoch_key) {
  Place const place = place_of(cell, stored.address, stored.wrapper);
  TROTH_TRY(Secret inner, unwrap_outer(place, stored.epoch, old_epoch_key, stored.wrap));
  return StoredKey{stored.address, epoch, wrap_outer(place, epoch, epoch_key, inner.view()), stored.wrapper};
}

}  // namespace troth::keys

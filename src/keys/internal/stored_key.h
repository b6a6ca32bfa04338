#pragma once
#include "keys/internal/wrap.h"

namespace troth::keys {

inline constexpr Address kCellKek{kCell, Kind::cell};
/// Where an epoch's key stands in the arena: a kind of its own, the number in `holder`.
Address epoch_address(std::uint64_t epoch);

/// The first 16 bytes of SHA-256(TLV{1: kind u8, 4: tenant, 5: holder, 6: version u32}): computed, never stored or
/// looked up.
KeyId key_id(Address const& address);
/// The key that wraps `address`: that version of the tenant KEK for a subject key, the cell KEK for the rest.
Address wrapper_of(Address const& address, std::uint32_t version);

/// A row of key_row: a key wrapped by wrapper_of(address, wrapper), and once more by the key of `epoch`.
struct StoredKey {
  Address address;
  std::uint64_t epoch = 0;
  Bytes wrap;
  std::uint32_t wrapper = 1;
};

StoredKey seal_key(Cell const& cell, Address const& address, ByteView kek, std::uint64_t epoch, ByteView epoch_key,
                   ByteView key, std::uint32_t wrapper = 1);
Result<Secret> open_key(Cell const& cell, StoredKey const& stored, ByteView kek, ByteView epoch_key);
/// The outer wrap redone for another epoch. Needs no KEK: it works for a tenant whose own keys are frozen.
Result<StoredKey> reseal_key(Cell const& cell, StoredKey const& stored, ByteView old_epoch_key, std::uint64_t epoch,
                             ByteView epoch_key);

}  // namespace troth::keys

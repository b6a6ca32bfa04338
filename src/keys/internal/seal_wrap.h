#pragma once
#include "keys/internal/stored_key.h"
#include "keys/seal.h"

namespace troth::keys {

// The wraps that the seal makes: of the cell KEK by its root key (an inner wrap whose wrapper id is zero), of an epoch
// key by the epoch's own object. Grammar in wrap.cpp.

Result<Bytes> seal_cell_kek(Seal& seal, Cell const& cell, Secret const& kek);
Result<Secret> open_cell_kek(Seal& seal, Cell const& cell, ByteView wrapped);
Result<Bytes> seal_epoch_key(Seal& seal, Cell const& cell, std::uint64_t epoch, Secret const& key);
/// gone if the epoch's object was destroyed.
Result<Secret> open_epoch_key(Seal& seal, Cell const& cell, std::uint64_t epoch, ByteView wrapped);

}  // namespace troth::keys

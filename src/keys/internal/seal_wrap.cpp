#include "keys/internal/seal_wrap.h"

namespace troth::keys {
namespace {

Place cell_place(Cell const& cell) { return {cell, kCellKek, KeyId{}}; }

Result<Secret> whole(Secret key) {
  if (key.size() != kKeySize) return fail(Code::corrupt, "a key of the seal has a wrong size");
  return key;
}

}  // namespace

Result<Bytes> seal_cell_kek(Seal& seal, Cell const& cell, Secret const& kek) {
  TROTH_TRY(Bytes sealed, seal.wrap_root(inner_aad(cell_place(cell)), kek));
  Bytes out = inner_header(cell_place(cell));
  append(out, sealed);
  return out;
}

Result<Secret> open_cell_kek(Seal& seal, Cell const& cell, ByteView wrapped) {
  TROTH_TRY(ByteView sealed, body(inner_header(cell_place(cell)), wrapped));
  TROTH_TRY(Secret kek, seal.unwrap_root(inner_aad(cell_place(cell)), sealed));
  return whole(std::move(kek));
}

Result<Bytes> seal_epoch_key(Seal& seal, Cell const& cell, std::uint64_t epoch, Secret const& key) {
  TROTH_TRY(Bytes sealed, seal.wrap(epoch, epoch_aad(cell, epoch), key));
  Bytes out = epoch_header(epoch);
  append(out, sealed);
  return out;
}

Result<Secret> open_epoch_key(Seal& seal, Cell const& cell, std::uint64_t epoch, ByteView wrapped) {
  TROTH_TRY(ByteView sealed, body(epoch_header(epoch), wrapped));
  TROTH_TRY(Secret key, seal.unwrap(epoch, epoch_aad(cell, epoch), sealed));
  return whole(std::move(key));
}

}  // namespace troth::keys

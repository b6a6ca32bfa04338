// A wrapped key, AES-256-SIV (RFC 5297), integers big-endian:
//   inner     = 01 | kind u8 | wrapper id 16 | siv 16 | ciphertext 64
//   outer     = 01 | 80 + kind u8 | epoch u64 | siv 16 | ciphertext of inner 98
//   epoch key = 01 | 7F | epoch u64 | siv 16 | ciphertext 64
// The associated data of each is one TLV; an epoch key's has items 1, 2, 3 and 8 only:
//   1: version and kind as in the header   2: cell   3: region   4: tenant 16   5: holder 16   6: key version u32
//   7: wrapper id 16   8: epoch u64 (not of an inner wrap)
#include "keys/internal/wrap.h"

#include <algorithm>

#include "base/tlv.h"
#include "crypto/key_wrap.h"

namespace troth::keys {
namespace {

constexpr std::uint8_t kVersion = 1, kOuter = 0x80, kEpoch = 0x7f;

std::uint8_t inner_kind(Place const& place) { return static_cast<std::uint8_t>(place.address.kind); }
std::uint8_t outer_kind(Place const& place) { return static_cast<std::uint8_t>(kOuter | inner_kind(place)); }

Tlv place_tlv(Place const& place, std::uint8_t kind) {
  Address const& address = place.address;
  Tlv tlv;
  tlv.put(1, Bytes{kVersion, kind}).put(2, place.cell.name).put(3, place.cell.region);
  tlv.put(4, address.tenant.view()).put(5, address.holder.view()).put_u32(6, address.version).put(7, place.wrapper);
  return tlv;
}

Bytes outer_aad(Place const& place, std::uint64_t epoch) {
  return to_bytes(place_tlv(place, outer_kind(place)).put_u64(8, epoch).view());
}

Bytes header_with_epoch(std::uint8_t kind, std::uint64_t epoch) {
  Bytes out{kVersion, kind};
  append_be(out, epoch);
  return out;
}

Bytes joined(Bytes header, ByteView sealed) {
  append(header, sealed);
  return header;
}

}  // namespace

Bytes inner_header(Place const& place) { return joined({kVersion, inner_kind(place)}, place.wrapper); }
Bytes inner_aad(Place const& place) { return to_bytes(place_tlv(place, inner_kind(place)).view()); }
Bytes epoch_header(std::uint64_t epoch) { return header_with_epoch(kEpoch, epoch); }
Bytes epoch_aad(Cell const& cell, std::uint64_t epoch) {
  Tlv tlv;
  tlv.put(1, Bytes{kVersion, kEpoch}).put(2, cell.name).put(3, cell.region).put_u64(8, epoch);
  return to_bytes(tlv.view());
}

// A stored header must be exactly the one we expect: nothing in it is ever believed.
Result<ByteView> body(Bytes const& header, ByteView wrapped) {
  if (wrapped.size() < header.size() || !std::ranges::equal(header, wrapped.first(header.size())))
    return fail(Code::corrupt, "a wrapped key belongs elsewhere");
  return wrapped.subspan(header.size());
}

Bytes wrap_inner(Place const& place, ByteView kek, ByteView key) {
  TROTH_CHECK(key.size() == kKeySize);
  return joined(inner_header(place), crypto::siv_seal(kek, inner_aad(place), key));
}

Result<Secret> unwrap_inner(Place const& place, ByteView kek, ByteView inner) {
  TROTH_TRY(ByteView sealed, body(inner_header(place), inner));
  TROTH_TRY(Secret key, crypto::siv_open(kek, inner_aad(place), sealed));
  if (key.size() != kKeySize) return fail(Code::corrupt, "a wrapped key has a wrong size");
  return key;
}

Bytes wrap_outer(Place const& place, std::uint64_t epoch, ByteView epoch_key, ByteView inner) {
  Bytes header = header_with_epoch(outer_kind(place), epoch);
  return joined(std::move(header), crypto::siv_seal(epoch_key, outer_aad(place, epoch), inner));
}

Result<Secret> unwrap_outer(Place const& place, std::uint64_t epoch, ByteView epoch_key, ByteView outer) {
  TROTH_TRY(ByteView sealed, body(header_with_epoch(outer_kind(place), epoch), outer));
  return crypto::siv_open(epoch_key, outer_aad(place, epoch), sealed);
}

}  // namespace troth::keys

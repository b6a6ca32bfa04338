#include "audit/part_cipher.h"

#include "base/tlv.h"
#include "crypto/aead.h"
#include "crypto/hash.h"

namespace troth::audit {
namespace {

Bytes place_aad(PartCipher::Place const& place) {
  std::uint8_t const index = static_cast<std::uint8_t>(place.index);
  Tlv tlv;
  tlv.put(1, place.log.view()).put(2, place.event.view()).put(3, ByteView(&index, 1));
  return to_bytes(tlv.view());
}

std::uint64_t hour_of(Time at) {
  return static_cast<std::uint64_t>(std::chrono::floor<std::chrono::hours>(at).time_since_epoch().count());
}

Secret hour_key(ByteView secret, std::uint64_t hour) {
  Tlv info;
  info.put(1, "troth/audit-part/v1").put_u64(2, hour);
  return crypto::hkdf_sha256(secret, {}, info.view(), crypto::kAeadKey);
}

}  // namespace

PartCipher::HourKey::HourKey(ByteView secret, Time at) : key_(hour_key(secret, hour_of(at))), hour_(hour_of(at)) {}

act::Hash PartCipher::commitment(act::Part index, ByteView nonce, ByteView part) {
  std::uint8_t const number = static_cast<std::uint8_t>(index);
  return crypto::sha256({as_bytes("audit-part/v1"), ByteView(&number, 1), nonce, part});
}

PartCipher::Sealed PartCipher::seal(HourKey const& key, Place const& place, ByteView part, Random& random) {
  TROTH_CHECK(key.hour_ == hour_of(place.at));
  auto const salt = random.bytes<32>();
  auto const nonce = random.bytes<crypto::kAeadNonce>();
  Bytes plaintext(salt.begin(), salt.end());
  append(plaintext, part);
  Sealed out{commitment(place.index, salt, part), Bytes(nonce.begin(), nonce.end())};
  append(out.bytes, crypto::aead_seal(key.key_.view(), nonce, place_aad(place), plaintext));
  return out;
}

Result<OpenedPart> PartCipher::open_under(ByteView secret, Place const& place, ByteView sealed) {
  if (sealed.size() < crypto::kAeadNonce + crypto::kAeadTag + 32)
    return fail(Code::corrupt, "an event part is shorter than its frame");
  Secret const key = hour_key(secret, hour_of(place.at));
  TROTH_TRY(Bytes opened, crypto::aead_open(key.view(), sealed.first(crypto::kAeadNonce), place_aad(place),
                                            sealed.subspan(crypto::kAeadNonce)));
  OpenedPart out;
  std::memcpy(out.nonce.data(), opened.data(), 32);
  out.part.assign(opened.begin() + 32, opened.end());
  return out;
}

}  // namespace troth::audit

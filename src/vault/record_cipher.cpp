#include "vault/record_cipher.h"

#include "access/grant.h"
#include "base/mutant.h"
#include "base/tlv.h"
#include "crypto/aead.h"

namespace troth::vault {
namespace {

constexpr std::uint8_t kMagic = 0xD7, kVersion = 1, kAes256Gcm = 1, kFlags = 0;

Bytes make_header(std::uint32_t key_version) {
  Bytes header{kMagic, kVersion, kAes256Gcm, kFlags};
  append_be(header, key_version);
  return header;
}

Bytes make_aad(ByteView header, keys::Cell const& cell, RecordPlace const& place) {
  if (TROTH_MUTANT("aad-not-bound")) return {};
  Tlv aad;
  aad.put(1, header).put(2, cell.region).put(3, place.tenant.view()).put(4, place.subject.view());
  aad.put(5, place.collection.text()).put(6, place.record.view());
  aad.put_u32(7, place.version).put_u32(8, place.schema);
  return to_bytes(aad.view());
}

}  // namespace

Result<Bytes> RecordCipher::seal(access::Grant const& grant, keys::Cell const& cell, keys::SubjectKey const& key,
                                 RecordPlace const& place, ByteView plaintext, Random& random) {
  if (grant.tenant() != place.tenant) return fail(Code::denied, "the grant is for another tenant");
  Bytes envelope = make_header(key.version());
  Bytes const aad = make_aad(envelope, cell, place);
  auto nonce = random.bytes<crypto::kAeadNonce>();
  if (TROTH_MUTANT("nonce-repeats")) nonce = {};
  append(envelope, nonce);
  if (TROTH_MUTANT("encryption-is-identity")) {
    append(envelope, plaintext);
    append(envelope, Bytes(crypto::kAeadTag));
    return envelope;
  }
  append(envelope, crypto::aead_seal(key.record_key(keys::RecordPass()), nonce, aad, plaintext));
  return envelope;
}

Result<Secret> RecordCipher::open(access::Grant const& grant, keys::Cell const& cell, keys::SubjectKey const& key,
                                  RecordPlace const& place, access::FieldMask mask, ByteView envelope) {
  if (grant.tenant() != place.tenant || grant.facts().subject_id != place.subject)
    return fail(Code::denied, "the grant is for another subject");
  TROTH_TRY(grant.covers(place.collection, mask));
  TROTH_TRY(std::uint32_t version, key_version(envelope));
  if (version != key.version()) return fail(Code::corrupt, "the record names another key version");
  if (TROTH_MUTANT("encryption-is-identity")) {
    auto const plain = envelope.subspan(kHeader + crypto::kAeadNonce);
    return Secret::copy_of(plain.first(plain.size() - crypto::kAeadTag));
  }
  auto const header = envelope.first(kHeader);
  TROTH_TRY(Bytes plain,
            crypto::aead_open(key.record_key(keys::RecordPass()), envelope.subspan(kHeader, crypto::kAeadNonce),
                              make_aad(header, cell, place), envelope.subspan(kHeader + crypto::kAeadNonce)));
  auto out = Secret::copy_of(plain);
  if (!plain.empty()) explicit_bzero(plain.data(), plain.size());  // its pointer may not be null
  return out;
}

Result<std::uint32_t> RecordCipher::key_version(ByteView envelope) {
  if (envelope.size() < kHeader + crypto::kAeadNonce + crypto::kAeadTag || envelope[0] != kMagic)
    return fail(Code::corrupt, "this is not a record envelope");
  if (envelope[1] != kVersion || envelope[2] != kAes256Gcm || envelope[3] != kFlags)
    return fail(Code::corrupt, "the envelope names a version or suite we do not have; refusing to guess");
  return read_be<std::uint32_t>(envelope.subspan(4));
}

}  // namespace troth::vault

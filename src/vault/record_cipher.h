#pragma once
#include "base/random.h"
#include "base/result.h"
#include "crypto/hash.h"
#include "keys/keyring.h"
#include "vault/collection.h"

namespace troth::access {
class Grant;
}

namespace troth::vault {

/// Where a record stands. Every item is in the AAD, so ciphertext opens nowhere else: not in another row, subject,
/// tenant, region, nor as another version of itself.
struct RecordPlace {
  TenantId tenant;
  SubjectId subject;
  CollectionName collection;
  RecordId record;
  std::uint32_t version = 1;
  std::uint32_t schema = 1;  ///< the collection version it was sealed under; never updated, readers upcast
};

/// The envelope of a record (docs/formats/envelope.md):
///   D7 | version 01 | suite 01 | flags 00 | key version u32 | nonce 12 | ciphertext | tag 16
/// AES-256-GCM, random nonce, key = the subject's record key. Nothing opens or seals one without a Grant for that
/// subject.
class RecordCipher {
 public:
  static constexpr std::size_t kHeader = 8;

  static Result<Bytes> seal(access::Grant const& grant, keys::Cell const& cell, keys::SubjectKey const& key,
                            RecordPlace const& place, ByteView plaintext, Random& random);
  /// The subject must be the grant's, and the grant must cover `mask` of the collection. corrupt for an unknown version
  /// or suite.
  static Result<Secret> open(access::Grant const& grant, keys::Cell const& cell, keys::SubjectKey const& key,
                             RecordPlace const& place, access::FieldMask mask, ByteView envelope);
  /// The key version an envelope names, so that the right key can be fetched.
  static Result<std::uint32_t> key_version(ByteView envelope);
};

}  // namespace troth::vault

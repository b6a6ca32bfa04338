#pragma once
#include "vault/context.h"
#include "vault/record_cipher.h"

namespace troth::vault {

/// A record on its way into the store: sealed, its index tokens made, its retention computed.
struct SealedRecord {
  RecordPlace place;
  Bytes envelope;
  crypto::Digest envelope_hash;  ///< goes into the event, so that a row put back is found
  std::uint32_t key_version;
  Time at, retain_until;
  std::vector<std::pair<std::string, Bytes>> tokens;  ///< field, token
  std::uint32_t index_version = 1;                    ///< of the key that made them
};

/// What sealing many records of one collection needs, loaded once: the structure, the longest retention of its fields,
/// the index key if any field is indexed.
class Sealing {
 public:
  static Result<Sealing> prepare(Context const& context, TenantId tenant, CollectionName const& name);
  Collection const& collection() const { return collection_; }

  Result<SealedRecord> seal(Context const& context, access::Grant const& grant, SubjectId subject,
                            keys::SubjectKey const& key, RecordId record, std::uint32_t version,
                            http::JsonValue::Object const& members) const;

 private:
  Collection collection_;
  Duration retention_{};
  std::optional<keys::IndexKey> index_;
};

/// Parameters of sql::insert_record and, per token, of sql::insert_index.
store::Params record_row(SealedRecord const& sealed);
std::vector<store::Params> index_rows(SealedRecord const& sealed);

/// Opens a record's members under a grant that covers `mask`; the plaintext text is zeroed here.
Result<http::JsonValue::Object> open_record(Context const& context, access::Grant const& grant,
                                            RecordPlace const& place, access::FieldMask mask, ByteView envelope);

}  // namespace troth::vault

#pragma once
#include "vault/collection.h"
#include "vault/context.h"
#include "vault/stores.h"

namespace troth::vault {

/// The operations of GDPR Art. 4(2) on one subject's data. Each decides on a snapshot and changes nothing itself; the
/// grant is for the tenant and, where there is one, the subject of its facts. The shell adds the guards of principal
/// and subject.

struct Notice {
  std::string version;
  std::string hash;    ///< SHA-256 of the text that was shown, hex
  std::string choice;  ///< what the person chose, "accepted" or "declined"
};

/// collection: takes data in from a form for a new subject, with the receipt of the notice that was shown.
Result<Decision> collect(Context const&, access::Grant const&, CollectionName const&, http::JsonValue::Object record,
                         Notice const&);
/// recording: a new subject without data, or a record of a known one.
Result<Decision> record_subject(Context const&, access::Grant const&);
Result<Decision> record(Context const&, access::Grant const&, CollectionName const&, http::JsonValue::Object record);
/// retrieval: ids of the records whose indexed field has this value, at most 100; never plaintext. The purpose must
/// reach the field: a lookup confirms a value.
Result<Decision> retrieve(Context const&, access::Grant const&, CollectionName const&, std::string_view field,
                          std::string_view value);
/// retrieval: ids of the subject's records, at most 100 after the cursor.
Result<Decision> list_records(Context const&, access::Grant const&, std::string_view cursor);
/// consultation: the granted fields of one record.
Result<Decision> consult(Context const&, access::Grant const&, CollectionName const&, RecordId,
                         std::string_view reason);
/// alteration (Art. 16): other values for some fields; the version before stays, sealed, until its retention ends.
Result<Decision> alter(Context const&, access::Grant const&, CollectionName const&, RecordId,
                       http::JsonValue::Object changes, std::uint32_t if_version);
/// storage: where and how the subject's data lies, and until when.
Result<Decision> state_storage(Context const&, access::Grant const&, Stores const& stores = {});
/// restriction (Art. 18): stored only from now on, on one of its four grounds; or lifted, with the reason.
Result<Decision> restrict(Context const&, access::Grant const&, std::string_view ground, std::string_view reason);
Result<Decision> lift_restriction(Context const&, access::Grant const&, std::string_view reason);
/// structuring: a new version of a collection's definition.
Result<Decision> structure(Context const&, access::Grant const&, CollectionName const&, std::string_view definition);

}  // namespace troth::vault

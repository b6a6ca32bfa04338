#pragma once
#include "vault/recipients.h"

namespace troth::vault {

/// What a request wants to disclose; the fields are those of the grant.
struct Disclosing {
  RecipientName recipient;
  CollectionName collection;
  RecordId record;
};
/// A principal discloses at most this often in one hour of the clock; then 429.
inline constexpr int kDisclosuresAnHour = 1'000;

/// disclosure: the granted fields of one record, sealed for the recipient's key (crypto/jwe.h), and its row in the
/// ledger, in one set. The plaintext stands in no answer. denied: no such recipient, a suspended one, a contract that
/// has run out, a transfer that the country does not allow, a purpose that is not among the recipient's.
Result<Decision> disclose(Context const&, access::Grant const&, Disclosing const&);

}  // namespace troth::vault

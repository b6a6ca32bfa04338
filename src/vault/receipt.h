#pragma once
#include "vault/forms.h"
#include "vault/record_cipher.h"

namespace troth::vault {

/// What the controller shows when somebody doubts that a person was informed and agreed (GDPR Art. 7(1), 13). Sealed
/// under the person's key beside the record, and in the event of its collection.
struct Receipt {
  FormName form;
  std::uint32_t form_version;
  PurposeName purpose;
  NoticeName name;
  Notice notice;
  Time shown_at, taken_at;  ///< by the visitor's clock; by the cell's
  std::optional<std::string> age;

  std::string text() const;
  /// Parameters of sql::insert_receipt.
  Result<store::Params> row(Context const& context, access::Grant const& grant, RecordPlace const& record,
                            keys::SubjectKey const& key) const;
};

}  // namespace troth::vault

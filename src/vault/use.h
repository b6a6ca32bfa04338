#pragma once
#include "http/json.h"
#include "vault/collection.h"
#include "vault/context.h"
#include "vault/labels.h"

namespace troth::vault {

/// use (GDPR Art. 4(2)): something is found out about a value and the value is not shown. Each needs a purpose that
/// reaches the field, is in the log, and spends from the budgets of use_budget.h.

/// A field of one record of the grant's subject.
struct Spot {
  RecordId record;
  std::string field;
};

/// Whether the field holds the value: "equal" or "different". The grant covers the field.
Result<Decision> verify(Context const&, access::Grant const&, CollectionName const&, Spot const&,
                        http::JsonValue const& value);
/// How two fields of the person's records of one collection compare: integers and times "less", "equal" or "greater",
/// others "equal" or "different", "unknown" where a record lacks the field. The grant covers both.
Result<Decision> compare(Context const&, access::Grant const&, CollectionName const&, Spot const& one,
                         Spot const& other);
/// How many people have this value in an indexed field, or carry the label. Restricted people, who objected and who is
/// hidden are not counted; below ten it is "<10".
Result<Decision> count_value(Context const&, access::Grant const&, CollectionName const&, std::string_view field,
                             std::string_view value);
Result<Decision> count_label(Context const&, access::Grant const&, LabelName const&);

}  // namespace troth::vault

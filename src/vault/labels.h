#pragma once
#include "vault/collection.h"
#include "vault/context.h"

namespace troth::vault {

using LabelName = Name<struct LabelNameTag>;

/// organisation (GDPR Art. 4(2)): people and records are sorted by declared labels, so that no free text stands where
/// nothing is encrypted. Whatever is special and not to be seen answers as if it were not there (classes.h).

/// What carries a label: a person, or one of its records.
struct RecordName {
  CollectionName collection;
  RecordId record;
};
using Labelled = std::optional<RecordName>;

/// administration: a label of the tenant with its class. A class is lowered with a reason only (at most 500 bytes),
/// which stands in the event; from then on all that carries the label is shown more widely.
Result<Decision> declare_label(Context const&, access::Grant const&, LabelName const&, std::string_view title,
                               std::string_view class_name, std::optional<std::string> const& reason);
/// At most 32 on one thing. Put again or taken again: the same answer.
Result<Decision> put_label(Context const&, access::Grant const&, Labelled const&, LabelName const&);
Result<Decision> take_label(Context const&, access::Grant const&, Labelled const&, LabelName const&);
/// retrieval: the labels of the thing, and its class.
Result<Decision> show_labels(Context const&, access::Grant const&, Labelled const&);
/// Who looks after the person: a principal of the tenant, or nobody from now on.
Result<Decision> assign(Context const&, access::Grant const&, std::optional<PrincipalId> principal);

}  // namespace troth::vault

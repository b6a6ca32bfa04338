#pragma once
#include "store/store.h"

namespace troth::vault {

/// purpose_rule, objection, assignee, use_limit, use_spent: under which terms a purpose reaches a person. Every key
/// begins with tenant_id.
store::Schema use_schema();

namespace sql {
extern store::Sql const put_purpose_rule;     // tenant, name, automated, reason
extern store::Sql const select_purpose_rule;  // tenant, name -> automated
extern store::Sql const select_reach;         // tenant, subject, purpose -> objections (no row: no such purpose)
extern store::Sql const put_objection;        // tenant, subject, purpose, at
extern store::Sql const take_objection;       // tenant, subject, purpose
extern store::Sql const put_assignee;         // tenant, subject, principal, at
extern store::Sql const take_assignee;        // tenant, subject
extern store::Sql const select_consulted;     // tenant, subject, collection, record, none, purpose, principal
                                              // -> version, schema, envelope, special labels, reason, assigned
extern store::Sql const put_use_limit;        // tenant, per principal, per subject
extern store::Sql const select_use_limit;     // tenant -> per principal, per subject
extern store::Sql const spend_use;            // tenant, who, collection, field, hour, most
extern store::Sql const select_spent;         // tenant, who, collection, field, hour -> used
extern store::Sql const equal_subjects;       // tenant, collection, field, token, purpose, special counts, no bytes
                                              // -> subject, each once
extern store::Sql const purge_objections;     // tenant, subject
extern store::Sql const purge_assignee;       // tenant, subject
extern store::Sql const purge_spent;          // tenant, subject
extern store::Sql const left_organised;       // tenant, subject (four times) -> 1 while any row is left
}  // namespace sql

}  // namespace troth::vault

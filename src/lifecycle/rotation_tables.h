#pragma once
#include "store/store.h"

namespace troth::lifecycle {

/// rotation: the present or last rotation of a tenant's keys, one row each.
store::Schema rotation_schema();

namespace sql {
extern store::Sql const begin_rotation;   // tenant, job, what, begun, KEK version, index version, reached; misses while
                                          // one is under way
extern store::Sql const select_rotation;  // tenant -> job, what, state, begun, KEK version, index version, reached,
                                          // redone in this pass, redone in all
extern store::Sql const move_rotation;    // reached, redone in this pass, redone now, tenant, job
extern store::Sql const end_rotation;     // tenant, job
extern store::Sql const stale_people;     // tenant, after subject, index version, limit -> subject
extern store::Sql const stale_tokens;     // tenant, subject, index version, limit -> collection, record, field, token
extern store::Sql const renew_token;      // token, index version, tenant, collection, field, old token, subject, record
extern store::Sql const count_tokens;     // tenant -> index version, tokens
extern store::Sql const count_sealed;     // tenant -> version of the person's key, records
}  // namespace sql

}  // namespace troth::lifecycle

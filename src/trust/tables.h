#pragma once
#include "store/store.h"

namespace troth::trust {

/// tom_version, tom_approval, tom_target: all of the cell's own (tenant_id = kCell). A published row is never changed
/// or deleted. All SQL of this folder is in tables.*.
store::Schema schema();

namespace sql {
extern store::Sql const insert_version;  // cell, number, author, created, effective from, hash, text
// cell, … -> number, state, author, created, takes effect or NULL, published or NULL, index or NULL, hash, text
extern store::Sql const select_version;     // number
extern store::Sql const select_versions;    // limit: newest first
extern store::Sql const select_in_force;    // moment: the published version that holds then
extern store::Sql const select_before;      // moment: the published version with the latest start before it
extern store::Sql const select_next_start;  // cell, moment -> least start of a published version after it, or NULL
extern store::Sql const select_newest;      // cell -> greatest number, or NULL
extern store::Sql const guard_draft;        // cell, number
extern store::Sql const guard_published;    // cell, count of published versions
extern store::Sql const publish_version;    // takes effect, published, index, cell, number
extern store::Sql const withdraw_version;   // cell, number
extern store::Sql const insert_approval;    // cell, number, principal, at
extern store::Sql const select_approvals;   // cell, number -> principal
extern store::Sql const guard_approvals;    // cell, number, count
extern store::Sql const count_published;    // cell -> count
extern store::Sql const upsert_target;      // cell, parameter, value, author, at
extern store::Sql const select_targets;     // cell -> parameter, value
extern store::Sql const sum_targets;        // cell -> all their moments added up: another sum, other targets
extern store::Sql const guard_targets;      // cell, that sum
#if defined(TROTH_MUTANTS)
extern store::Sql const rewrite_text;  // hash, text, cell, number: what must never happen
#endif
}  // namespace sql

}  // namespace troth::trust

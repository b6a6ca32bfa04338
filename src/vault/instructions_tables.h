#pragma once
#include "store/store.h"

namespace troth::vault {

/// legal_role and instruction (every version of each), processing_tally (how often each type of event was counted).
store::Schema instructions_schema();

namespace sql {
extern store::Sql const insert_role;         // tenant, version, role, controller, created
extern store::Sql const select_role;         // tenant -> version, role, controller, created (newest)
extern store::Sql const insert_instruction;  // tenant, version, text hash, summary, operations, given by, created
extern store::Sql const select_instruction;  // tenant -> version, text hash, summary, operations, given by, created
                                             // (newest)
extern store::Sql const list_instructions;   // tenant, before version, limit -> the same, newest first
extern store::Sql const guard_instruction;   // tenant, version: the newest still, 0 for none
extern store::Sql const list_purposes;       // tenant -> name, title
extern store::Sql const list_retention;      // tenant -> name, days, ground
extern store::Sql const list_collections;    // tenant -> name, version, definition (newest of each)
extern store::Sql const count_events;        // tenant, from, to -> type, count, first, last
extern store::Sql const select_tally;        // tenant -> type, count, first, last; type 0: the count is how far
extern store::Sql const add_tally;           // tenant, type, count, first, last
extern store::Sql const begin_tally;         // tenant
extern store::Sql const move_tally;          // upto, tenant, old upto
}  // namespace sql

}  // namespace troth::vault

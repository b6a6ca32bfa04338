#pragma once
#include "store/store.h"

namespace troth::audit {

/// event (one row per event, in log order) and log_head (one row per tenant log). All SQL of this folder is in
/// tables.*.
store::Schema schema();

namespace sql {
extern store::Sql const insert_event;    // tenant, seq, id, at, type, leaf, what, who, whom, subject
extern store::Sql const select_head;     // tenant -> range
extern store::Sql const insert_head;     // tenant, size, range, root
extern store::Sql const update_head;     // size, range, root, tenant
extern store::Sql const select_events;   // tenant, from seq, limit
extern store::Sql const forget_subject;  // handle, empty part, tenant, subject (at most 500 rows)
}  // namespace sql

}  // namespace troth::audit

#pragma once
#include "store/store.h"

namespace troth::vault {

/// retention_change (classes that became shorter, until every record has its new end), and indexes of record for the
/// sweep.
store::Schema retention_schema();

namespace sql {
extern store::Sql const retention_tenants;   // -> tenants that are not destroyed
extern store::Sql const guard_retention;     // tenant, class, days
extern store::Sql const note_change;         // tenant, class, at
extern store::Sql const select_changes;      // tenant -> class, at
extern store::Sql const forget_change;       // tenant, class, at
extern store::Sql const list_classes;        // tenant -> name, days, ground
extern store::Sql const list_definitions;    // tenant -> collection, version, definition
extern store::Sql const ends_after;          // tenant, after subject, after collection, after record, limit
                                             // -> subject, collection, record, schema version, created, retain until
extern store::Sql const shorten_record;      // new end, tenant, subject, collection, record
extern store::Sql const shorten_history;     // new end, tenant, subject, collection, record
extern store::Sql const due_records;         // tenant, now, limit -> subject, revision, collection, record
extern store::Sql const delete_due;          // tenant, subject, collection, record, now
extern store::Sql const delete_versions_of;  // tenant, subject, collection, record
extern store::Sql const delete_labels_of;    // the same
extern store::Sql const delete_receipt_of;   // tenant, subject, record
extern store::Sql const due_by_collection;   // now, tenant -> collection, records, due, first end
}  // namespace sql

}  // namespace troth::vault

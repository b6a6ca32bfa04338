#pragma once
#include "store/store.h"

namespace troth::vault {

/// tenant, purpose, retention, collection, subject, record, record_history, blind_index, import, import_chunk. Every
/// key begins with tenant_id. All SQL of this folder is in tables.*.
store::Schema schema();

namespace sql {
extern store::Sql const insert_tenant;         // tenant, name, region, created
extern store::Sql const select_tenant;         // tenant -> name, region, state, created
extern store::Sql const upsert_purpose;        // tenant, name, title, created
extern store::Sql const select_purpose;        // tenant, name -> title
extern store::Sql const upsert_retention;      // tenant, name, days, ground, created
extern store::Sql const select_retention;      // tenant, name -> days, ground
extern store::Sql const insert_collection;     // tenant, name, version, definition, created
extern store::Sql const select_collection;     // tenant, name -> version, definition (newest)
extern store::Sql const select_collections;    // tenant, name -> version, definition (all, newest first)
extern store::Sql const select_collection_at;  // tenant, name, version -> definition
extern store::Sql const insert_subject;        // tenant, subject, created
extern store::Sql const select_subject;        // tenant, subject -> state, revision, ground, created
extern store::Sql const guard_subject;         // tenant, subject, revision
extern store::Sql const restrict_subject;      // state, ground, tenant, subject, revision
extern store::Sql const delete_subject;        // tenant, subject
extern store::Sql const
    insert_record;  // tenant, subject, collection, record, version, schema, key version, envelope, at, retain
extern store::Sql const select_record;  // tenant, subject, collection, record -> version, schema, key version,
                                        // envelope, created, altered, retain
extern store::Sql const list_records;   // tenant, subject, after collection, after record, whether special, limit
extern store::Sql const
    count_records;  // tenant, subject, whether special -> collection, count, least retain, greatest retain
extern store::Sql const keep_history;  // copies the current row: tenant, subject, collection, record, version
extern store::Sql const
    update_record;  // version, schema, key version, envelope, altered, tenant, subject, collection, record, old version
extern store::Sql const insert_index;     // tenant, collection, field, token, subject, record, index key version
extern store::Sql const select_index;     // tenant, collection, field, token, purpose, whether special, none
                                          // -> subject (active, not objecting), record, revision
extern store::Sql const delete_index_of;  // tenant, subject, collection, record
extern store::Sql const purge_records;    // tenant, subject (at most 500 rows)
extern store::Sql const purge_history;    // likewise
extern store::Sql const purge_index;      // likewise
extern store::Sql const insert_import;    // tenant, import, collection, created
extern store::Sql const select_import;    // tenant, import -> collection, state, next, accepted, rejected
extern store::Sql const advance_import;   // next, accepted, rejected, tenant, import, old next
extern store::Sql const close_import;     // tenant, import
extern store::Sql const forget_chunks;    // tenant, import
extern store::Sql const insert_label;     // tenant, import, label MAC, subject
extern store::Sql const select_label;     // tenant, import, label MAC -> subject
extern store::Sql const forget_labels;    // handle, tenant, subject: the label makes nobody anew
extern store::Sql const insert_chunk;     // tenant, import, number, mac, accepted, rejected, event
extern store::Sql const select_chunk;     // tenant, import, number -> mac, accepted, rejected, event
extern store::Sql const
    insert_idempotency;  // tenant, principal, key, mac, status, location, event, subject, created, not after
extern store::Sql const select_idempotency;     // tenant, principal, key, created after -> mac, status, location, event
extern store::Sql const purge_idempotency;      // tenant, subject
extern store::Sql const count_old_idempotency;  // created before -> rows
extern store::Sql const expire_idempotency;     // created before (at most 500 rows)
extern store::Sql const begin_erasure;          // tenant, subject, revision
extern store::Sql const left_of_subject;        // tenant, subject (six times) -> 1 while any row is left
extern store::Sql const check_records;          // tenant, after subject, after collection, after record, limit
                                                // -> subject, collection, record, version, envelope
}  // namespace sql

}  // namespace troth::vault

#include "vault/tables.h"

namespace troth::vault {

store::Schema schema() {
  return {
      {"vault", 1,
       "CREATE TABLE tenant (tenant_id BYTEA NOT NULL PRIMARY KEY, name TEXT NOT NULL, region TEXT NOT NULL,"
       " state TEXT NOT NULL, created BIGINT NOT NULL);"
       "CREATE TABLE purpose (tenant_id BYTEA NOT NULL, name TEXT NOT NULL, title TEXT NOT NULL, created BIGINT NOT "
       "NULL,"
       " PRIMARY KEY (tenant_id, name)) WITHOUT ROWID;"
       "CREATE TABLE retention (tenant_id BYTEA NOT NULL, name TEXT NOT NULL, days BIGINT NOT NULL, ground TEXT NOT "
       "NULL,"
       " created BIGINT NOT NULL, PRIMARY KEY (tenant_id, name)) WITHOUT ROWID;"
       "CREATE TABLE collection (tenant_id BYTEA NOT NULL, name TEXT NOT NULL, version BIGINT NOT NULL,"
       " definition TEXT NOT NULL, created BIGINT NOT NULL, PRIMARY KEY (tenant_id, name, version)) WITHOUT ROWID;"
       "CREATE TABLE subject (tenant_id BYTEA NOT NULL, subject_id BYTEA NOT NULL, state TEXT NOT NULL,"
       " revision BIGINT NOT NULL, ground TEXT NOT NULL, created BIGINT NOT NULL,"
       " PRIMARY KEY (tenant_id, subject_id)) WITHOUT ROWID;"
       // Rows of more than a few hundred bytes are kept in the order they come, with an index of their keys beside
       // them: WITHOUT ROWID would keep whole rows in the inner pages of a tree that is then many levels deep
       // (docs/performance.md).
       "CREATE TABLE record (tenant_id BYTEA NOT NULL, subject_id BYTEA NOT NULL, collection TEXT NOT NULL,"
       " record_id BYTEA NOT NULL, version BIGINT NOT NULL, schema_version BIGINT NOT NULL, key_version BIGINT NOT "
       "NULL,"
       " envelope BYTEA NOT NULL, created BIGINT NOT NULL, altered BIGINT NOT NULL, retain_until BIGINT NOT NULL,"
       " PRIMARY KEY (tenant_id, subject_id, collection, record_id));"
       "CREATE TABLE record_history (tenant_id BYTEA NOT NULL, subject_id BYTEA NOT NULL, collection TEXT NOT NULL,"
       " record_id BYTEA NOT NULL, version BIGINT NOT NULL, schema_version BIGINT NOT NULL, key_version BIGINT NOT "
       "NULL,"
       " envelope BYTEA NOT NULL, altered BIGINT NOT NULL, retain_until BIGINT NOT NULL,"
       " PRIMARY KEY (tenant_id, subject_id, collection, record_id, version));"
       "CREATE TABLE blind_index (tenant_id BYTEA NOT NULL, collection TEXT NOT NULL, field TEXT NOT NULL,"
       " token BYTEA NOT NULL, subject_id BYTEA NOT NULL, record_id BYTEA NOT NULL,"
       " PRIMARY KEY (tenant_id, collection, field, token, subject_id, record_id)) WITHOUT ROWID;"
       "CREATE INDEX blind_index_by_subject ON blind_index (tenant_id, subject_id);"
       "CREATE TABLE import (tenant_id BYTEA NOT NULL, import_id BYTEA NOT NULL, collection TEXT NOT NULL,"
       " state TEXT NOT NULL, next_chunk BIGINT NOT NULL, accepted BIGINT NOT NULL, rejected BIGINT NOT NULL,"
       " created BIGINT NOT NULL, PRIMARY KEY (tenant_id, import_id)) WITHOUT ROWID;"
       "CREATE TABLE import_chunk (tenant_id BYTEA NOT NULL, import_id BYTEA NOT NULL, number BIGINT NOT NULL,"
       " mac BYTEA NOT NULL, accepted BIGINT NOT NULL, rejected BIGINT NOT NULL, event_id BYTEA NOT NULL,"
       " PRIMARY KEY (tenant_id, import_id, number)) WITHOUT ROWID;"
       "CREATE TABLE import_label (tenant_id BYTEA NOT NULL, import_id BYTEA NOT NULL, label BYTEA NOT NULL,"
       " subject_id BYTEA NOT NULL, PRIMARY KEY (tenant_id, import_id, label)) WITHOUT ROWID;"
       "CREATE INDEX import_label_by_subject ON import_label (tenant_id, subject_id);"
       "CREATE TABLE idempotency (tenant_id BYTEA NOT NULL, principal_id BYTEA NOT NULL, request_key BYTEA NOT NULL,"
       " mac BYTEA NOT NULL, status BIGINT NOT NULL, location TEXT NOT NULL, event_id BYTEA NOT NULL, subject_id BYTEA,"
       " created BIGINT NOT NULL, PRIMARY KEY (tenant_id, principal_id, request_key)) WITHOUT ROWID;"
       "CREATE INDEX idempotency_by_subject ON idempotency (tenant_id, subject_id) WHERE subject_id IS NOT NULL"},
      {"vault", 2, "ALTER TABLE blind_index ADD COLUMN index_version BIGINT NOT NULL DEFAULT 1"}};
}

namespace sql {
using store::Sql;
constinit Sql const insert_tenant =
    "INSERT INTO tenant (tenant_id, name, region, state, created) VALUES ($1, $2, $3, 'active', $4)";
constinit Sql const select_tenant = {"SELECT name, region, state, created FROM tenant WHERE tenant_id = $1",
                                     store::kRule};
constinit Sql const upsert_purpose =
    "INSERT INTO purpose (tenant_id, name, title, created) VALUES ($1, $2, $3, $4)"
    " ON CONFLICT (tenant_id, name) DO UPDATE SET title = excluded.title";
constinit Sql const select_purpose = {"SELECT title FROM purpose WHERE tenant_id = $1 AND name = $2", store::kRule};
constinit Sql const upsert_retention =
    "INSERT INTO retention (tenant_id, name, days, ground, created) VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT (tenant_id, name) DO UPDATE SET days = excluded.days, ground = excluded.ground";
constinit Sql const select_retention = {"SELECT days, ground FROM retention WHERE tenant_id = $1 AND name = $2",
                                        store::kRule};
constinit Sql const insert_collection =
    "INSERT INTO collection (tenant_id, name, version, definition, created) VALUES ($1, $2, $3, $4, $5)";
constinit Sql const select_collection = {
    "SELECT version, definition FROM collection WHERE tenant_id = $1 AND name = $2 ORDER BY version DESC LIMIT 1",
    store::kRule};
constinit Sql const select_collections =
    "SELECT version, definition FROM collection WHERE tenant_id = $1 AND name = $2 ORDER BY version DESC";
constinit Sql const select_collection_at = {
    "SELECT definition FROM collection WHERE tenant_id = $1 AND name = $2 AND version = $3", store::kRule};
constinit Sql const insert_subject = {
    "INSERT INTO subject (tenant_id, subject_id, state, revision, ground, created) VALUES ($1, $2, 'active', 1, '', "
    "$3)",
    store::kData};
constinit Sql const select_subject =
    "SELECT state, revision, ground, created FROM subject WHERE tenant_id = $1 AND subject_id = $2";
constinit Sql const guard_subject = "SELECT 1 FROM subject WHERE tenant_id = $1 AND subject_id = $2 AND revision = $3";
constinit Sql const restrict_subject =
    "UPDATE subject SET state = $1, ground = $2, revision = revision + 1"
    " WHERE tenant_id = $3 AND subject_id = $4 AND revision = $5";
constinit Sql const delete_subject = "DELETE FROM subject WHERE tenant_id = $1 AND subject_id = $2";
constinit Sql const insert_record = {
    "INSERT INTO record (tenant_id, subject_id, collection, record_id, version, schema_version, key_version, envelope,"
    " created, altered, retain_until) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    store::kData};
constinit Sql const select_record =
    "SELECT version, schema_version, key_version, envelope, created, altered, retain_until FROM record"
    " WHERE tenant_id = $1 AND subject_id = $2 AND collection = $3 AND record_id = $4";
constinit Sql const list_records =
    "SELECT r.collection, r.record_id, r.version, r.created FROM record r"
    " WHERE r.tenant_id = $1 AND r.subject_id = $2 AND (r.collection, r.record_id) > ($3, $4)"
    " AND ($5 = 1 OR NOT EXISTS (SELECT 1 FROM labelled k"
    " JOIN label l ON l.tenant_id = k.tenant_id AND l.name = k.label WHERE k.tenant_id = $1 AND k.subject_id = $2"
    " AND k.collection = r.collection AND k.record_id = r.record_id AND l.class = 3))"
    " ORDER BY r.collection, r.record_id LIMIT $6";
constinit Sql const count_records =
    "SELECT r.collection, COUNT(*), MIN(r.retain_until), MAX(r.retain_until) FROM record r"
    " WHERE r.tenant_id = $1 AND r.subject_id = $2"
    " AND ($3 = 1 OR NOT EXISTS (SELECT 1 FROM labelled k"
    " JOIN label l ON l.tenant_id = k.tenant_id AND l.name = k.label WHERE k.tenant_id = $1 AND k.subject_id = $2"
    " AND k.collection = r.collection AND k.record_id = r.record_id AND l.class = 3))"
    " GROUP BY r.collection ORDER BY r.collection";
constinit Sql const keep_history = {
    "INSERT INTO record_history (tenant_id, subject_id, collection, record_id, version, schema_version, key_version,"
    " envelope, altered, retain_until) SELECT tenant_id, subject_id, collection, record_id, version, schema_version,"
    " key_version, envelope, altered, retain_until FROM record"
    " WHERE tenant_id = $1 AND subject_id = $2 AND collection = $3 AND record_id = $4 AND version = $5",
    store::kData};
constinit Sql const update_record = {
    "UPDATE record SET version = $1, schema_version = $2, key_version = $3, envelope = $4, altered = $5"
    " WHERE tenant_id = $6 AND subject_id = $7 AND collection = $8 AND record_id = $9 AND version = $10",
    store::kData};
constinit Sql const insert_index = {
    "INSERT INTO blind_index (tenant_id, collection, field, token, subject_id, record_id, index_version)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7)",
    store::kData};
constinit Sql const select_index =
    "SELECT b.subject_id, b.record_id, s.revision FROM blind_index b"
    " JOIN subject s ON s.tenant_id = b.tenant_id AND s.subject_id = b.subject_id"
    " WHERE b.tenant_id = $1 AND b.collection = $2 AND b.field = $3 AND b.token = $4 AND s.state = 'active'"
    " AND NOT EXISTS (SELECT 1 FROM objection WHERE tenant_id = $1 AND subject_id = b.subject_id AND purpose = $5)"
    " AND ($6 = 1 OR NOT EXISTS (SELECT 1 FROM labelled k"
    " JOIN label l ON l.tenant_id = k.tenant_id AND l.name = k.label"
    " WHERE k.tenant_id = $1 AND k.subject_id = b.subject_id AND k.collection IN ('', b.collection)"
    " AND k.record_id IN ($7, b.record_id) AND l.class = 3))"
    " ORDER BY b.subject_id, b.record_id LIMIT 101";
constinit Sql const delete_index_of = {
    "DELETE FROM blind_index WHERE tenant_id = $1 AND subject_id = $2 AND collection = $3 AND record_id = $4",
    store::kData};
constinit Sql const purge_records =
    "DELETE FROM record WHERE (tenant_id, subject_id, collection, record_id) IN (SELECT tenant_id, subject_id, "
    "collection,"
    " record_id FROM record WHERE tenant_id = $1 AND subject_id = $2 LIMIT 500)";
constinit Sql const purge_history =
    "DELETE FROM record_history WHERE (tenant_id, subject_id, collection, record_id, version) IN (SELECT tenant_id,"
    " subject_id, collection, record_id, version FROM record_history WHERE tenant_id = $1 AND subject_id = $2 LIMIT "
    "500)";
constinit Sql const purge_index =
    "DELETE FROM blind_index WHERE (tenant_id, collection, field, token, subject_id, record_id) IN (SELECT tenant_id,"
    " collection, field, token, subject_id, record_id FROM blind_index WHERE tenant_id = $1 AND subject_id = $2 LIMIT "
    "500)";
constinit Sql const insert_import =
    "INSERT INTO import (tenant_id, import_id, collection, state, next_chunk, accepted, rejected, created)"
    " VALUES ($1, $2, $3, 'open', 0, 0, 0, $4)";
constinit Sql const select_import =
    "SELECT collection, state, next_chunk, accepted, rejected FROM import WHERE tenant_id = $1 AND import_id = $2";
constinit Sql const advance_import = {
    "UPDATE import SET next_chunk = $1, accepted = accepted + $2, rejected = rejected + $3"
    " WHERE tenant_id = $4 AND import_id = $5 AND next_chunk = $6 AND state = 'open'",
    store::kData};
constinit Sql const close_import =
    "UPDATE import SET state = 'closed' WHERE tenant_id = $1 AND import_id = $2 AND state = 'open'";
constinit Sql const forget_chunks = "DELETE FROM import_chunk WHERE tenant_id = $1 AND import_id = $2";
constinit Sql const insert_label = {
    "INSERT INTO import_label (tenant_id, import_id, label, subject_id) VALUES ($1, $2, $3, $4)", store::kData};
constinit Sql const select_label =
    "SELECT subject_id FROM import_label WHERE tenant_id = $1 AND import_id = $2 AND label = $3";
constinit Sql const forget_labels = "UPDATE import_label SET subject_id = $1 WHERE tenant_id = $2 AND subject_id = $3";
constinit Sql const insert_chunk = {
    "INSERT INTO import_chunk (tenant_id, import_id, number, mac, accepted, rejected, event_id)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7)",
    store::kData};
constinit Sql const select_chunk =
    "SELECT mac, accepted, rejected, event_id FROM import_chunk WHERE tenant_id = $1 AND import_id = $2 AND number = "
    "$3";
constinit Sql const insert_idempotency = {
    "INSERT INTO idempotency (tenant_id, principal_id, request_key, mac, status, location, event_id, subject_id, "
    "created)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (tenant_id, principal_id, request_key) DO UPDATE SET"
    " mac = excluded.mac, status = excluded.status, location = excluded.location, event_id = excluded.event_id,"
    " subject_id = excluded.subject_id, created = excluded.created WHERE idempotency.created <= $10",
    store::kData};
constinit Sql const select_idempotency =
    "SELECT mac, status, location, event_id FROM idempotency"
    " WHERE tenant_id = $1 AND principal_id = $2 AND request_key = $3 AND created > $4";
constinit Sql const purge_idempotency = "DELETE FROM idempotency WHERE tenant_id = $1 AND subject_id = $2";
constinit Sql const count_old_idempotency = "SELECT COUNT(*) FROM idempotency WHERE created < $1";
constinit Sql const expire_idempotency =
    "DELETE FROM idempotency WHERE (tenant_id, principal_id, request_key) IN (SELECT tenant_id, principal_id,"
    " request_key FROM idempotency WHERE created < $1 LIMIT 500)";
constinit Sql const begin_erasure =
    "UPDATE subject SET state = 'erasing', revision = revision + 1"
    " WHERE tenant_id = $1 AND subject_id = $2 AND revision = $3";
constinit Sql const left_of_subject =
    "SELECT 1 WHERE EXISTS (SELECT 1 FROM record WHERE tenant_id = $1 AND subject_id = $2)"
    " OR EXISTS (SELECT 1 FROM record_history WHERE tenant_id = $3 AND subject_id = $4)"
    " OR EXISTS (SELECT 1 FROM blind_index WHERE tenant_id = $5 AND subject_id = $6)"
    " OR EXISTS (SELECT 1 FROM idempotency WHERE tenant_id = $7 AND subject_id = $8)"
    " OR EXISTS (SELECT 1 FROM import_label WHERE tenant_id = $9 AND subject_id = $10)"
    " OR EXISTS (SELECT 1 FROM event_search WHERE tenant_id = $11 AND kind = 2 AND key = $12)"
    " OR EXISTS (SELECT 1 FROM event WHERE tenant_id = $13 AND subject_id = $14"
    " AND seq >= COALESCE((SELECT upto FROM search_progress WHERE tenant_id = $13), 0))";
constinit Sql const check_records =
    "SELECT subject_id, collection, record_id, version, envelope FROM record"
    " WHERE tenant_id = $1 AND (subject_id, collection, record_id) > ($2, $3, $4)"
    " ORDER BY subject_id, collection, record_id LIMIT $5";
}  // namespace sql

}  // namespace troth::vault

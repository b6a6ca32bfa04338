#include "vault/retention_tables.h"

namespace troth::vault {

store::Schema retention_schema() {
  return {{"retention", 1,
           "CREATE TABLE retention_change (tenant_id BYTEA NOT NULL, name TEXT NOT NULL, at BIGINT NOT NULL,"
           " PRIMARY KEY (tenant_id, name)) WITHOUT ROWID;"
           "CREATE INDEX record_by_end ON record (tenant_id, retain_until)"}};
}

namespace sql {
using store::Sql;
constinit Sql const retention_tenants =
    "SELECT tenant_id FROM tenant WHERE state IN ('active', 'frozen', 'closing') ORDER BY tenant_id";
constinit Sql const guard_retention = "SELECT 1 FROM retention WHERE tenant_id = $1 AND name = $2 AND days = $3";
constinit Sql const note_change =
    "INSERT INTO retention_change (tenant_id, name, at) VALUES ($1, $2, $3)"
    " ON CONFLICT (tenant_id, name) DO UPDATE SET at = excluded.at";
constinit Sql const select_changes = "SELECT name, at FROM retention_change WHERE tenant_id = $1 ORDER BY name";
constinit Sql const forget_change = "DELETE FROM retention_change WHERE tenant_id = $1 AND name = $2 AND at = $3";
constinit Sql const list_classes = "SELECT name, days, ground FROM retention WHERE tenant_id = $1 ORDER BY name";
constinit Sql const list_definitions =
    "SELECT name, version, definition FROM collection WHERE tenant_id = $1 ORDER BY name, version";
constinit Sql const ends_after =
    "SELECT subject_id, collection, record_id, schema_version, created, retain_until FROM record"
    " WHERE tenant_id = $1 AND (subject_id, collection, record_id) > ($2, $3, $4)"
    " ORDER BY subject_id, collection, record_id LIMIT $5";
constinit Sql const shorten_record =
    "UPDATE record SET retain_until = $1"
    " WHERE tenant_id = $2 AND subject_id = $3 AND collection = $4 AND record_id = $5 AND retain_until > $1";
constinit Sql const shorten_history =
    "UPDATE record_history SET retain_until = $1"
    " WHERE tenant_id = $2 AND subject_id = $3 AND collection = $4 AND record_id = $5 AND retain_until > $1";
constinit Sql const due_records =
    "SELECT r.subject_id, s.revision, r.collection, r.record_id FROM record r"
    " JOIN subject s ON s.tenant_id = r.tenant_id AND s.subject_id = r.subject_id"
    " WHERE r.tenant_id = $1 AND r.retain_until <= $2 AND s.state = 'active' ORDER BY r.retain_until LIMIT $3";
constinit Sql const delete_due =
    "DELETE FROM record"
    " WHERE tenant_id = $1 AND subject_id = $2 AND collection = $3 AND record_id = $4 AND retain_until <= $5";
constinit Sql const delete_versions_of =
    "DELETE FROM record_history WHERE tenant_id = $1 AND subject_id = $2 AND collection = $3 AND record_id = $4";
constinit Sql const delete_labels_of =
    "DELETE FROM labelled WHERE tenant_id = $1 AND subject_id = $2 AND collection = $3 AND record_id = $4";
constinit Sql const delete_receipt_of =
    "DELETE FROM receipt WHERE tenant_id = $1 AND subject_id = $2 AND record_id = $3";
constinit Sql const due_by_collection =
    "SELECT collection, COUNT(*), SUM(CASE WHEN retain_until <= $1 THEN 1 ELSE 0 END), MIN(retain_until) FROM record"
    " WHERE tenant_id = $2 GROUP BY collection ORDER BY collection";
}  // namespace sql

}  // namespace troth::vault

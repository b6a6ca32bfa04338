#include "vault/forms_tables.h"

namespace troth::vault {

store::Schema forms_schema() {
  return {{"forms", 1,
           "CREATE TABLE notice (tenant_id BYTEA NOT NULL, name TEXT NOT NULL, number BIGINT NOT NULL, version TEXT NOT"
           " NULL, sha256 TEXT NOT NULL, title TEXT NOT NULL, since BIGINT NOT NULL, PRIMARY KEY (tenant_id, name))"
           " WITHOUT ROWID;"
           "CREATE TABLE notice_version (tenant_id BYTEA NOT NULL, name TEXT NOT NULL, number BIGINT NOT NULL,"
           " version TEXT NOT NULL, sha256 TEXT NOT NULL, title TEXT NOT NULL, since BIGINT NOT NULL,"
           " PRIMARY KEY (tenant_id, name, version)) WITHOUT ROWID;"
           "CREATE TABLE form (tenant_id BYTEA NOT NULL, name TEXT NOT NULL, version BIGINT NOT NULL, principal_id"
           " BYTEA NOT NULL, definition TEXT NOT NULL, created BIGINT NOT NULL, PRIMARY KEY (tenant_id, name))"
           " WITHOUT ROWID;"
           "CREATE UNIQUE INDEX form_by_principal ON form (tenant_id, principal_id);"
           "CREATE TABLE form_used (tenant_id BYTEA NOT NULL, form TEXT NOT NULL, span TEXT NOT NULL,"
           " began BIGINT NOT NULL, used BIGINT NOT NULL, PRIMARY KEY (tenant_id, form, span)) WITHOUT ROWID;"
           "CREATE TABLE receipt (tenant_id BYTEA NOT NULL, subject_id BYTEA NOT NULL, record_id BYTEA NOT NULL,"
           " collection TEXT NOT NULL, envelope BYTEA NOT NULL, at BIGINT NOT NULL,"
           " PRIMARY KEY (tenant_id, subject_id, record_id)) WITHOUT ROWID"}};
}

namespace sql {
using store::Sql;
constinit Sql const put_notice =
    "INSERT INTO notice (tenant_id, name, number, version, sha256, title, since) VALUES ($1, $2, $3, $4, $5, $6, $7)"
    " ON CONFLICT (tenant_id, name) DO UPDATE SET number = excluded.number, version = excluded.version,"
    " sha256 = excluded.sha256, title = excluded.title, since = excluded.since"
    " WHERE notice.number = excluded.number - 1";
constinit Sql const keep_notice =
    "INSERT INTO notice_version (tenant_id, name, number, version, sha256, title, since)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7)";
constinit Sql const select_notice =
    "SELECT number, version, sha256, title, since FROM notice WHERE tenant_id = $1 AND name = $2";
constinit Sql const select_notices =
    "SELECT name, number, version, sha256 FROM notice WHERE tenant_id = $1 ORDER BY name";
constinit Sql const select_notice_word =
    "SELECT number, sha256 FROM notice_version WHERE tenant_id = $1 AND name = $2 AND version = $3";
constinit Sql const guard_notice = "SELECT 1 FROM notice WHERE tenant_id = $1 AND name = $2 AND number = $3";
constinit Sql const put_form =
    "INSERT INTO form (tenant_id, name, version, principal_id, definition, created) VALUES ($1, $2, $3, $4, $5, $6)"
    " ON CONFLICT (tenant_id, name) DO UPDATE SET version = excluded.version, definition = excluded.definition,"
    " created = excluded.created WHERE form.version = excluded.version - 1";
constinit Sql const select_form =
    "SELECT version, principal_id, definition FROM form WHERE tenant_id = $1 AND name = $2";
constinit Sql const select_form_of = "SELECT name FROM form WHERE tenant_id = $1 AND principal_id = $2";
constinit Sql const guard_form = "SELECT 1 FROM form WHERE tenant_id = $1 AND name = $2 AND version = $3";
constinit Sql const select_used = "SELECT began, used FROM form_used WHERE tenant_id = $1 AND form = $2 AND span = $3";
constinit Sql const count_use =
    "INSERT INTO form_used (tenant_id, form, span, began, used) VALUES ($1, $2, $3, $4, 1)"
    " ON CONFLICT (tenant_id, form, span) DO UPDATE SET"
    " used = CASE WHEN form_used.began <= $5 THEN 1 ELSE form_used.used + 1 END,"
    " began = CASE WHEN form_used.began <= $5 THEN excluded.began ELSE form_used.began END"
    " WHERE form_used.began <= $5 OR form_used.used < $6";
constinit Sql const insert_receipt =
    "INSERT INTO receipt (tenant_id, subject_id, record_id, collection, envelope, at) VALUES ($1, $2, $3, $4, $5, $6)";
constinit Sql const select_receipts =
    "SELECT record_id, collection, envelope, at FROM receipt r WHERE r.tenant_id = $1 AND r.subject_id = $2"
    " AND ($3 = 1 OR NOT EXISTS (SELECT 1 FROM labelled k"
    " JOIN label l ON l.tenant_id = k.tenant_id AND l.name = k.label"
    " WHERE k.tenant_id = $1 AND k.subject_id = r.subject_id AND k.collection IN ('', r.collection)"
    " AND k.record_id IN ($4, r.record_id) AND l.class = 3))"
    " ORDER BY record_id LIMIT 101";
constinit Sql const purge_receipts =
    "DELETE FROM receipt WHERE (tenant_id, subject_id, record_id) IN (SELECT tenant_id, subject_id, record_id"
    " FROM receipt WHERE tenant_id = $1 AND subject_id = $2 LIMIT 500)";
}  // namespace sql

}  // namespace troth::vault

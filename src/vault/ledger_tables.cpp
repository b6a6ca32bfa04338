#include "vault/ledger_tables.h"

namespace troth::vault {

store::Schema ledger_schema() {
  return {
      {"ledger", 1,
       "CREATE TABLE recipient (tenant_id BYTEA NOT NULL, name TEXT NOT NULL, version BIGINT NOT NULL,"
       " state TEXT NOT NULL, definition TEXT NOT NULL, created BIGINT NOT NULL,"
       " PRIMARY KEY (tenant_id, name, version)) WITHOUT ROWID;"
       "CREATE TABLE disclosure (tenant_id BYTEA NOT NULL, subject_id BYTEA NOT NULL, disclosure_id BYTEA NOT NULL,"
       " recipient TEXT NOT NULL, recipient_version BIGINT NOT NULL, collection TEXT NOT NULL, record_id BYTEA NOT "
       "NULL,"
       " record_version BIGINT NOT NULL, fields TEXT NOT NULL, purpose TEXT NOT NULL, payload_sha256 BYTEA NOT NULL,"
       " principal_id BYTEA NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (tenant_id, subject_id, disclosure_id))"
       " WITHOUT ROWID;"
       "CREATE TABLE disclosure_budget (tenant_id BYTEA NOT NULL, principal_id BYTEA NOT NULL, hour BIGINT NOT NULL,"
       " used BIGINT NOT NULL, PRIMARY KEY (tenant_id, principal_id)) WITHOUT ROWID;"
       "CREATE TABLE job_recipients (tenant_id BYTEA NOT NULL, job_id BYTEA NOT NULL, recipients TEXT NOT NULL,"
       " PRIMARY KEY (tenant_id, job_id)) WITHOUT ROWID"}};
}

namespace sql {
using store::Sql;
constinit Sql const insert_recipient =
    "INSERT INTO recipient (tenant_id, name, version, state, definition, created) VALUES ($1, $2, $3, $4, $5, $6)";
constinit Sql const select_recipient =
    "SELECT version, state, definition, created FROM recipient WHERE tenant_id = $1 AND name = $2"
    " ORDER BY version DESC LIMIT 1";
constinit Sql const select_recipients =
    "SELECT name, version, state, definition, created FROM recipient"
    " WHERE tenant_id = $1 AND (tenant_id, name, version) IN (SELECT tenant_id, name, MAX(version) FROM recipient"
    " WHERE tenant_id = $1 GROUP BY tenant_id, name) ORDER BY name";
constinit Sql const count_recipients = "SELECT COUNT(DISTINCT name) FROM recipient WHERE tenant_id = $1";
constinit Sql const guard_recipient =
    "SELECT 1 FROM recipient WHERE tenant_id = $1 AND name = $2 GROUP BY name HAVING MAX(version) = $3";
constinit Sql const insert_disclosure =
    "INSERT INTO disclosure (tenant_id, subject_id, disclosure_id, recipient, recipient_version, collection, record_id,"
    " record_version, fields, purpose, payload_sha256, principal_id, at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
constinit Sql const list_disclosures =
    "SELECT disclosure_id, recipient, recipient_version, collection, record_id, record_version, fields, purpose,"
    " payload_sha256, at FROM disclosure d WHERE d.tenant_id = $1 AND d.subject_id = $2 AND d.disclosure_id > $3"
    " AND ($4 = 1 OR NOT EXISTS (SELECT 1 FROM labelled k"
    " JOIN label l ON l.tenant_id = k.tenant_id AND l.name = k.label"
    " WHERE k.tenant_id = $1 AND k.subject_id = d.subject_id AND k.collection IN ('', d.collection)"
    " AND k.record_id IN ($5, d.record_id) AND l.class = 3))"
    " ORDER BY disclosure_id LIMIT $6";
constinit Sql const told_recipients =
    "SELECT recipient, COUNT(*), MIN(d.at), MAX(d.at) FROM disclosure d WHERE d.tenant_id = $1 AND d.subject_id = $2"
    " AND ($3 = 1 OR NOT EXISTS (SELECT 1 FROM labelled k"
    " JOIN label l ON l.tenant_id = k.tenant_id AND l.name = k.label"
    " WHERE k.tenant_id = $1 AND k.subject_id = d.subject_id AND k.collection IN ('', d.collection)"
    " AND k.record_id IN ($4, d.record_id) AND l.class = 3))"
    " GROUP BY recipient ORDER BY recipient";
constinit Sql const count_disclosures = "SELECT COUNT(*) FROM disclosure WHERE tenant_id = $1 AND subject_id = $2";
constinit Sql const guard_disclosures =
    "SELECT 1 WHERE (SELECT COUNT(*) FROM disclosure WHERE tenant_id = $1 AND subject_id = $2) = $3";
constinit Sql const select_budget =
    "SELECT hour, used FROM disclosure_budget WHERE tenant_id = $1 AND principal_id = $2";
constinit Sql const take_disclosure =
    "INSERT INTO disclosure_budget (tenant_id, principal_id, hour, used) VALUES ($1, $2, $3, 1)"
    " ON CONFLICT (tenant_id, principal_id) DO UPDATE SET hour = excluded.hour,"
    " used = CASE WHEN disclosure_budget.hour = excluded.hour THEN disclosure_budget.used + 1 ELSE 1 END"
    " WHERE disclosure_budget.hour <> excluded.hour OR disclosure_budget.used < $4";
constinit Sql const purge_disclosures =
    "DELETE FROM disclosure WHERE (tenant_id, subject_id, disclosure_id) IN (SELECT tenant_id, subject_id,"
    " disclosure_id FROM disclosure WHERE tenant_id = $1 AND subject_id = $2 LIMIT 500)";
constinit Sql const left_of_disclosures = "SELECT 1 FROM disclosure WHERE tenant_id = $1 AND subject_id = $2 LIMIT 1";
constinit Sql const insert_job_recipients =
    "INSERT INTO job_recipients (tenant_id, job_id, recipients) VALUES ($1, $2, $3)";
constinit Sql const select_job_recipients =
    "SELECT recipients FROM job_recipients WHERE tenant_id = $1 AND job_id = $2";
}  // namespace sql

}  // namespace troth::vault

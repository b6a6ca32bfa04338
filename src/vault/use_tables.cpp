#include "vault/use_tables.h"

namespace troth::vault {

store::Schema use_schema() {
  return {{"use", 1,
           "CREATE TABLE purpose_rule (tenant_id BYTEA NOT NULL, name TEXT NOT NULL, automated BIGINT NOT NULL,"
           " reason TEXT NOT NULL, PRIMARY KEY (tenant_id, name)) WITHOUT ROWID;"
           "CREATE TABLE objection (tenant_id BYTEA NOT NULL, subject_id BYTEA NOT NULL, purpose TEXT NOT NULL,"
           " at BIGINT NOT NULL, PRIMARY KEY (tenant_id, subject_id, purpose)) WITHOUT ROWID;"
           "CREATE TABLE assignee (tenant_id BYTEA NOT NULL, subject_id BYTEA NOT NULL, principal_id BYTEA NOT NULL,"
           " at BIGINT NOT NULL, PRIMARY KEY (tenant_id, subject_id)) WITHOUT ROWID;"
           "CREATE TABLE use_limit (tenant_id BYTEA NOT NULL PRIMARY KEY, per_principal BIGINT NOT NULL,"
           " per_subject BIGINT NOT NULL) WITHOUT ROWID;"
           "CREATE TABLE use_spent (tenant_id BYTEA NOT NULL, who BYTEA NOT NULL, collection TEXT NOT NULL,"
           " field TEXT NOT NULL, hour BIGINT NOT NULL, used BIGINT NOT NULL,"
           " PRIMARY KEY (tenant_id, who, collection, field)) WITHOUT ROWID"}};
}

namespace sql {
using store::Sql;
constinit Sql const put_purpose_rule =
    "INSERT INTO purpose_rule (tenant_id, name, automated, reason) VALUES ($1, $2, $3, $4)"
    " ON CONFLICT (tenant_id, name) DO UPDATE SET automated = excluded.automated, reason = excluded.reason";
constinit Sql const select_purpose_rule = {"SELECT automated FROM purpose_rule WHERE tenant_id = $1 AND name = $2",
                                           store::kRule};
constinit Sql const select_reach =
    "SELECT (SELECT COUNT(*) FROM objection WHERE tenant_id = $1 AND subject_id = $2 AND purpose = $3) FROM purpose"
    " WHERE tenant_id = $1 AND name = $3";
constinit Sql const put_objection =
    "INSERT INTO objection (tenant_id, subject_id, purpose, at) VALUES ($1, $2, $3, $4)"
    " ON CONFLICT (tenant_id, subject_id, purpose) DO NOTHING";
constinit Sql const take_objection = "DELETE FROM objection WHERE tenant_id = $1 AND subject_id = $2 AND purpose = $3";
constinit Sql const put_assignee =
    "INSERT INTO assignee (tenant_id, subject_id, principal_id, at) VALUES ($1, $2, $3, $4)"
    " ON CONFLICT (tenant_id, subject_id) DO UPDATE SET principal_id = excluded.principal_id, at = excluded.at";
constinit Sql const take_assignee = "DELETE FROM assignee WHERE tenant_id = $1 AND subject_id = $2";
constinit Sql const select_consulted =
    "SELECT r.version, r.schema_version, r.envelope,"
    " (SELECT COUNT(*) FROM labelled k JOIN label l ON l.tenant_id = k.tenant_id AND l.name = k.label"
    " WHERE k.tenant_id = $1 AND k.subject_id = $2 AND k.collection IN ('', $3) AND k.record_id IN ($4, $5)"
    " AND l.class = 3),"
    " COALESCE((SELECT reason FROM purpose_rule WHERE tenant_id = $1 AND name = $6), 'others'),"
    " (SELECT COUNT(*) FROM assignee WHERE tenant_id = $1 AND subject_id = $2 AND principal_id = $7)"
    " FROM record r WHERE r.tenant_id = $1 AND r.subject_id = $2 AND r.collection = $3 AND r.record_id = $4";
constinit Sql const put_use_limit =
    "INSERT INTO use_limit (tenant_id, per_principal, per_subject) VALUES ($1, $2, $3)"
    " ON CONFLICT (tenant_id) DO UPDATE SET per_principal = excluded.per_principal,"
    " per_subject = excluded.per_subject";
constinit Sql const select_use_limit = "SELECT per_principal, per_subject FROM use_limit WHERE tenant_id = $1";
constinit Sql const spend_use = {
    "INSERT INTO use_spent (tenant_id, who, collection, field, hour, used) VALUES ($1, $2, $3, $4, $5, 1)"
    " ON CONFLICT (tenant_id, who, collection, field) DO UPDATE SET hour = excluded.hour,"
    " used = CASE WHEN use_spent.hour = excluded.hour THEN use_spent.used + 1 ELSE 1 END"
    " WHERE use_spent.hour <> excluded.hour OR use_spent.used < $6",
    store::kData};
constinit Sql const select_spent =
    "SELECT used FROM use_spent"
    " WHERE tenant_id = $1 AND who = $2 AND collection = $3 AND field = $4 AND hour = $5";
constinit Sql const equal_subjects =
    "SELECT DISTINCT b.subject_id FROM blind_index b"
    " JOIN subject s ON s.tenant_id = b.tenant_id AND s.subject_id = b.subject_id"
    " WHERE b.tenant_id = $1 AND b.collection = $2 AND b.field = $3 AND b.token = $4 AND s.state = 'active'"
    " AND NOT EXISTS (SELECT 1 FROM objection WHERE tenant_id = $1 AND subject_id = b.subject_id AND purpose = $5)"
    " AND ($6 = 1 OR NOT EXISTS (SELECT 1 FROM labelled k"
    " JOIN label l ON l.tenant_id = k.tenant_id AND l.name = k.label"
    " WHERE k.tenant_id = $1 AND k.subject_id = b.subject_id AND k.collection IN ('', b.collection)"
    " AND k.record_id IN ($7, b.record_id) AND l.class = 3))";
constinit Sql const purge_objections = "DELETE FROM objection WHERE tenant_id = $1 AND subject_id = $2";
constinit Sql const purge_assignee = "DELETE FROM assignee WHERE tenant_id = $1 AND subject_id = $2";
constinit Sql const purge_spent = "DELETE FROM use_spent WHERE tenant_id = $1 AND who = $2";
constinit Sql const left_organised =
    "SELECT 1 WHERE EXISTS (SELECT 1 FROM labelled WHERE tenant_id = $1 AND subject_id = $2)"
    " OR EXISTS (SELECT 1 FROM objection WHERE tenant_id = $3 AND subject_id = $4)"
    " OR EXISTS (SELECT 1 FROM assignee WHERE tenant_id = $5 AND subject_id = $6)"
    " OR EXISTS (SELECT 1 FROM use_spent WHERE tenant_id = $7 AND who = $8)";
}  // namespace sql

}  // namespace troth::vault

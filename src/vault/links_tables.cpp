#include "vault/links_tables.h"

namespace troth::vault {

store::Schema links_schema() {
  return {{"links", 1,
           "CREATE TABLE identity_secret (tenant_id BYTEA NOT NULL PRIMARY KEY, version BIGINT NOT NULL,"
           " key_version BIGINT NOT NULL,"
           " created BIGINT NOT NULL);"
           "CREATE TABLE subject_identity (tenant_id BYTEA NOT NULL, subject_id BYTEA NOT NULL, token BYTEA NOT NULL,"
           " version BIGINT NOT NULL, verified BIGINT NOT NULL, PRIMARY KEY (tenant_id, subject_id)) WITHOUT ROWID;"
           "CREATE TABLE link (tenant_id BYTEA NOT NULL, subject_id BYTEA NOT NULL, into_id BYTEA NOT NULL,"
           " link_id BYTEA NOT NULL, basis TEXT NOT NULL, created BIGINT NOT NULL,"
           " PRIMARY KEY (tenant_id, subject_id)) WITHOUT ROWID;"
           "CREATE INDEX link_by_into ON link (tenant_id, into_id);"
           "CREATE INDEX link_by_id ON link (tenant_id, link_id)"}};
}

namespace sql {
using store::Sql;
constinit Sql const set_identity_secret =
    "INSERT INTO identity_secret (tenant_id, version, key_version, created) VALUES ($1, $2, $3, $4)"
    " ON CONFLICT (tenant_id) DO UPDATE SET version = excluded.version, key_version = excluded.key_version,"
    " created = excluded.created WHERE identity_secret.version = excluded.version - 1";
constinit Sql const select_identity_secret = "SELECT version, key_version FROM identity_secret WHERE tenant_id = $1";
constinit Sql const set_identity =
    "INSERT INTO subject_identity (tenant_id, subject_id, token, version, verified) VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT (tenant_id, subject_id) DO UPDATE SET token = excluded.token, version = excluded.version,"
    " verified = excluded.verified";
constinit Sql const select_identity =
    "SELECT token, version FROM subject_identity WHERE tenant_id = $1 AND subject_id = $2";
constinit Sql const guard_identity =
    "SELECT 1 FROM subject_identity WHERE tenant_id = $1 AND subject_id = $2 AND token = $3 AND version = $4";
constinit Sql const guard_same_identity =
    "SELECT 1 WHERE EXISTS (SELECT 1 FROM subject_identity WHERE tenant_id = $1 AND subject_id = $2 AND token = $3)"
    " OR NOT EXISTS (SELECT 1 FROM link WHERE tenant_id = $1 AND (subject_id = $2 OR into_id = $2)"
    " AND basis = 'identity')";
constinit Sql const guard_no_link_from =
    "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM link WHERE tenant_id = $1 AND subject_id = $2)";
constinit Sql const insert_link =
    "INSERT INTO link (tenant_id, subject_id, into_id, link_id, basis, created) VALUES ($1, $2, $3, $4, $5, $6)"
    " ON CONFLICT (tenant_id, subject_id) DO NOTHING";
constinit Sql const select_link = "SELECT subject_id, into_id, created FROM link WHERE tenant_id = $1 AND link_id = $2";
constinit Sql const link_from = "SELECT link_id, basis FROM link WHERE tenant_id = $1 AND subject_id = $2";
constinit Sql const links_into = "SELECT link_id, basis FROM link WHERE tenant_id = $1 AND into_id = $2 LIMIT 101";
constinit Sql const links_of =
    "SELECT l.link_id, l.subject_id, l.into_id, l.basis, l.created, a.revision, b.revision FROM link l"
    " JOIN subject a ON a.tenant_id = l.tenant_id AND a.subject_id = l.subject_id"
    " JOIN subject b ON b.tenant_id = l.tenant_id AND b.subject_id = l.into_id"
    " WHERE l.tenant_id = $1 AND (l.subject_id = $2 OR l.into_id = $2) AND a.state = 'active' AND b.state = 'active'"
    " AND ($3 = 1 OR NOT EXISTS (SELECT 1 FROM labelled k"
    " JOIN label n ON n.tenant_id = k.tenant_id AND n.name = k.label WHERE k.tenant_id = $1"
    " AND k.subject_id IN (l.subject_id, l.into_id) AND k.collection = '' AND n.class = 3))"
    " ORDER BY l.created, l.link_id LIMIT 100";
constinit Sql const delete_link = "DELETE FROM link WHERE tenant_id = $1 AND link_id = $2";
constinit Sql const move_revision =
    "UPDATE subject SET revision = revision + 1 WHERE tenant_id = $1 AND subject_id = $2 AND revision = $3";
constinit Sql const purge_links =
    "DELETE FROM link WHERE (tenant_id, subject_id) IN (SELECT tenant_id, subject_id FROM link"
    " WHERE tenant_id = $1 AND (subject_id = $2 OR into_id = $2) LIMIT 500)";
constinit Sql const purge_identity = "DELETE FROM subject_identity WHERE tenant_id = $1 AND subject_id = $2";
constinit Sql const left_of_links =
    "SELECT 1 WHERE EXISTS (SELECT 1 FROM link WHERE tenant_id = $1 AND (subject_id = $2 OR into_id = $2))"
    " OR EXISTS (SELECT 1 FROM subject_identity WHERE tenant_id = $3 AND subject_id = $4)";
}  // namespace sql

}  // namespace troth::vault

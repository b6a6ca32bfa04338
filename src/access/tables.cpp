#include "access/tables.h"

namespace troth::access {

store::Schema schema() {
  return {{"access", 1,
           "CREATE TABLE principal (tenant_id BYTEA NOT NULL, principal_id BYTEA NOT NULL, name TEXT NOT NULL,"
           " permissions BIGINT NOT NULL, state TEXT NOT NULL, revision BIGINT NOT NULL, created BIGINT NOT NULL,"
           " PRIMARY KEY (tenant_id, principal_id)) WITHOUT ROWID;"
           "CREATE TABLE token (tenant_id BYTEA NOT NULL, token_id BYTEA NOT NULL, principal_id BYTEA NOT NULL,"
           " mac BYTEA NOT NULL, permissions BIGINT NOT NULL, issued BIGINT NOT NULL, expires BIGINT NOT NULL,"
           " state TEXT NOT NULL, PRIMARY KEY (tenant_id, token_id)) WITHOUT ROWID;"
           "CREATE TABLE first_admin (id BIGINT NOT NULL PRIMARY KEY, mac BYTEA NOT NULL, expires BIGINT NOT NULL)"}};
}

namespace sql {
constinit store::Sql const select_token = {
    "SELECT t.principal_id, t.mac, t.permissions, t.issued, t.expires, p.revision FROM token t"
    " JOIN principal p ON p.tenant_id = t.tenant_id AND p.principal_id = t.principal_id"
    " WHERE t.tenant_id = $1 AND t.token_id = $2 AND t.state = 'live' AND p.state = 'active'",
    store::kRule};
constinit store::Sql const guard_actor = {
    "SELECT 1 FROM token t JOIN principal p ON p.tenant_id = t.tenant_id AND p.principal_id = t.principal_id"
    " WHERE t.tenant_id = $1 AND t.token_id = $2 AND t.state = 'live' AND p.state = 'active' AND p.revision = $3",
    store::kRule};
constinit store::Sql const insert_principal =
    "INSERT INTO principal (tenant_id, principal_id, name, permissions, state, revision, created)"
    " VALUES ($1, $2, $3, $4, 'active', 1, $5)";
constinit store::Sql const select_principal =
    "SELECT permissions, state FROM principal WHERE tenant_id = $1 AND principal_id = $2";
constinit store::Sql const insert_token =
    "INSERT INTO token (tenant_id, token_id, principal_id, mac, permissions, issued, expires, state)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, 'live')";
constinit store::Sql const revoke_token =
    "UPDATE token SET state = 'revoked' WHERE tenant_id = $1 AND token_id = $2 AND state = 'live'";
constinit store::Sql const insert_first_admin = "INSERT INTO first_admin (id, mac, expires) VALUES (1, $1, $2)";
constinit store::Sql const renew_first_admin = "UPDATE first_admin SET mac = $1, expires = $2 WHERE id = 1";
constinit store::Sql const select_first_admin = "SELECT mac, expires FROM first_admin WHERE id = 1";
constinit store::Sql const delete_first_admin = "DELETE FROM first_admin WHERE id = 1 AND mac = $1";
}  // namespace sql

}  // namespace troth::access

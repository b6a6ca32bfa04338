#include "vault/instructions_tables.h"

namespace troth::vault {

store::Schema instructions_schema() {
  return {{"instructions", 1,
           "CREATE TABLE legal_role (tenant_id BYTEA NOT NULL, version BIGINT NOT NULL, role TEXT NOT NULL,"
           " controller TEXT NOT NULL, created BIGINT NOT NULL, PRIMARY KEY (tenant_id, version)) WITHOUT ROWID;"
           "CREATE TABLE instruction (tenant_id BYTEA NOT NULL, version BIGINT NOT NULL, text_sha256 TEXT NOT NULL,"
           " summary TEXT NOT NULL, operations TEXT NOT NULL, given_by BYTEA NOT NULL, created BIGINT NOT NULL,"
           " PRIMARY KEY (tenant_id, version)) WITHOUT ROWID;"
           "CREATE TABLE processing_tally (tenant_id BYTEA NOT NULL, type BIGINT NOT NULL, count BIGINT NOT NULL,"
           " first_at BIGINT NOT NULL, last_at BIGINT NOT NULL, PRIMARY KEY (tenant_id, type)) WITHOUT ROWID"}};
}

namespace sql {
using store::Sql;
constinit Sql const insert_role =
    "INSERT INTO legal_role (tenant_id, version, role, controller, created) VALUES ($1, $2, $3, $4, $5)";
constinit Sql const select_role =
    "SELECT version, role, controller, created FROM legal_role WHERE tenant_id = $1 ORDER BY version DESC LIMIT 1";
constinit Sql const insert_instruction =
    "INSERT INTO instruction (tenant_id, version, text_sha256, summary, operations, given_by, created)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7)";
constinit Sql const select_instruction = {
    "SELECT version, text_sha256, summary, operations, given_by, created FROM instruction WHERE tenant_id = $1"
    " ORDER BY version DESC LIMIT 1",
    store::kRule};
constinit Sql const list_instructions =
    "SELECT version, text_sha256, summary, operations, given_by, created FROM instruction"
    " WHERE tenant_id = $1 AND version < $2 ORDER BY version DESC LIMIT $3";
constinit Sql const guard_instruction = {
    "SELECT 1 WHERE COALESCE((SELECT MAX(version) FROM instruction WHERE tenant_id = $1), 0) = $2", store::kRule};
constinit Sql const list_purposes = "SELECT name, title FROM purpose WHERE tenant_id = $1 ORDER BY name";
constinit Sql const list_retention = "SELECT name, days, ground FROM retention WHERE tenant_id = $1 ORDER BY name";
constinit Sql const list_collections =
    "SELECT name, version, definition FROM collection"
    " WHERE tenant_id = $1 AND (tenant_id, name, version) IN (SELECT tenant_id, name, MAX(version) FROM collection"
    " WHERE tenant_id = $1 GROUP BY tenant_id, name) ORDER BY name";
constinit Sql const count_events =
    "SELECT type, COUNT(*), MIN(at), MAX(at) FROM event WHERE tenant_id = $1 AND seq >= $2 AND seq < $3"
    " GROUP BY type ORDER BY type";
constinit Sql const select_tally =
    "SELECT type, count, first_at, last_at FROM processing_tally WHERE tenant_id = $1 ORDER BY type";
constinit Sql const add_tally =
    "INSERT INTO processing_tally (tenant_id, type, count, first_at, last_at) VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT (tenant_id, type) DO UPDATE SET count = processing_tally.count + excluded.count,"
    " last_at = excluded.last_at";
constinit Sql const begin_tally =
    "INSERT INTO processing_tally (tenant_id, type, count, first_at, last_at) VALUES ($1, 0, 0, 0, 0)"
    " ON CONFLICT (tenant_id, type) DO NOTHING";
constinit Sql const move_tally =
    "UPDATE processing_tally SET count = $1 WHERE tenant_id = $2 AND type = 0 AND count = $3";
}  // namespace sql

}  // namespace troth::vault

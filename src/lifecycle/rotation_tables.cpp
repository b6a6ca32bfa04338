#include "lifecycle/rotation_tables.h"

namespace troth::lifecycle {

store::Schema rotation_schema() {
  return {{"rotation", 1,
           "CREATE TABLE rotation (tenant_id BYTEA NOT NULL PRIMARY KEY, job_id BYTEA NOT NULL, what TEXT NOT NULL,"
           " state TEXT NOT NULL, begun BIGINT NOT NULL, kek_version BIGINT NOT NULL, index_version BIGINT NOT NULL,"
           " reached BYTEA NOT NULL, pass BIGINT NOT NULL, done BIGINT NOT NULL)"}};
}

namespace sql {
using store::Sql;
constinit Sql const begin_rotation =
    "INSERT INTO rotation (tenant_id, job_id, what, state, begun, kek_version, index_version, reached, pass, done)"
    " VALUES ($1, $2, $3, 'running', $4, $5, $6, $7, 0, 0)"
    " ON CONFLICT (tenant_id) DO UPDATE SET job_id = excluded.job_id, what = excluded.what, state = 'running',"
    " begun = excluded.begun, kek_version = excluded.kek_version, index_version = excluded.index_version,"
    " reached = excluded.reached, pass = 0, done = 0 WHERE rotation.state = 'completed'";
constinit Sql const select_rotation =
    "SELECT job_id, what, state, begun, kek_version, index_version, reached, pass, done FROM rotation"
    " WHERE tenant_id = $1";
constinit Sql const move_rotation =
    "UPDATE rotation SET reached = $1, pass = $2, done = done + $3 WHERE tenant_id = $4 AND job_id = $5";
constinit Sql const end_rotation = "UPDATE rotation SET state = 'completed' WHERE tenant_id = $1 AND job_id = $2";
constinit Sql const stale_people =
    "SELECT DISTINCT subject_id FROM blind_index WHERE tenant_id = $1 AND subject_id > $2 AND index_version < $3"
    " ORDER BY subject_id LIMIT $4";
constinit Sql const stale_tokens =
    "SELECT collection, record_id, field, token FROM blind_index"
    " WHERE tenant_id = $1 AND subject_id = $2 AND index_version < $3 ORDER BY collection, record_id LIMIT $4";
constinit Sql const renew_token =
    "UPDATE blind_index SET token = $1, index_version = $2 WHERE tenant_id = $3 AND collection = $4 AND field = $5"
    " AND token = $6 AND subject_id = $7 AND record_id = $8";
constinit Sql const count_tokens =
    "SELECT index_version, COUNT(*) FROM blind_index WHERE tenant_id = $1 GROUP BY index_version"
    " ORDER BY index_version";
constinit Sql const count_sealed =
    "SELECT key_version, COUNT(*) FROM record WHERE tenant_id = $1 GROUP BY key_version ORDER BY key_version";
}  // namespace sql

}  // namespace troth::lifecycle

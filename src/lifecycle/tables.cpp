#include "lifecycle/tables.h"

namespace troth::lifecycle {

store::Schema schema() {
  return {
      {"lifecycle", 1,
       "CREATE TABLE job (tenant_id BYTEA NOT NULL, job_id BYTEA NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL,"
       " subject_id BYTEA, handle BYTEA NOT NULL, number BIGINT NOT NULL, milestone BIGINT, created BIGINT NOT NULL,"
       " PRIMARY KEY (tenant_id, job_id)) WITHOUT ROWID;"
       "CREATE UNIQUE INDEX job_one_epoch ON job (tenant_id, kind) WHERE kind = 'epoch' AND state <> 'completed';"
       "CREATE INDEX job_unfinished ON job (kind, tenant_id, job_id) WHERE state <> 'completed'"}};
}

namespace sql {
constinit store::Sql const insert_job =
    "INSERT INTO job (tenant_id, job_id, kind, state, subject_id, handle, number, created)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
constinit store::Sql const select_job =
    "SELECT tenant_id, job_id, kind, state, subject_id, handle, number, milestone FROM job"
    " WHERE tenant_id = $1 AND job_id = $2";
constinit store::Sql const unfinished_jobs =
    "SELECT tenant_id, job_id, kind, state, subject_id, handle, number, milestone FROM job WHERE state <> 'completed'"
    " ORDER BY created";
constinit store::Sql const unfinished_kind = "SELECT 1 FROM job WHERE kind = $1 AND state <> 'completed' LIMIT 1";
constinit store::Sql const move_job =
    "UPDATE job SET state = $1, milestone = $2, number = $3 WHERE tenant_id = $4 AND job_id = $5 AND state = $6";
constinit store::Sql const finish_job =
    "UPDATE job SET state = 'completed', subject_id = NULL WHERE tenant_id = $1 AND job_id = $2 AND state = $3";
}  // namespace sql

}  // namespace troth::lifecycle

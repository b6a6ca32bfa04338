#include "audit/tables.h"

namespace troth::audit {

store::Schema schema() {
  return {
      {"audit", 1,
       "CREATE TABLE event (tenant_id BYTEA NOT NULL, seq BIGINT NOT NULL, event_id BYTEA NOT NULL, at BIGINT NOT NULL,"
       " type BIGINT NOT NULL, leaf BYTEA NOT NULL, what BYTEA NOT NULL, who BYTEA NOT NULL, whom BYTEA NOT NULL,"
       " subject_id BYTEA, PRIMARY KEY (tenant_id, seq)) WITHOUT ROWID;"
       "CREATE INDEX event_by_subject ON event (tenant_id, subject_id, seq) WHERE subject_id IS NOT NULL;"
       "CREATE TABLE log_head (tenant_id BYTEA NOT NULL PRIMARY KEY, size BIGINT NOT NULL, range BYTEA NOT NULL,"
       " root BYTEA NOT NULL)"}};
}

namespace sql {
constinit store::Sql const insert_event =
    "INSERT INTO event (tenant_id, seq, event_id, at, type, leaf, what, who, whom, subject_id)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
constinit store::Sql const select_head = "SELECT range FROM log_head WHERE tenant_id = $1";
constinit store::Sql const insert_head = "INSERT INTO log_head (tenant_id, size, range, root) VALUES ($1, $2, $3, $4)";
constinit store::Sql const update_head = "UPDATE log_head SET size = $1, range = $2, root = $3 WHERE tenant_id = $4";
constinit store::Sql const select_events =
    "SELECT seq, event_id, at, type, leaf, what, who, whom, subject_id FROM event"
    " WHERE tenant_id = $1 AND seq >= $2 ORDER BY seq LIMIT $3";
constinit store::Sql const forget_subject =
    "UPDATE event SET subject_id = $1, whom = $2 WHERE (tenant_id, seq) IN (SELECT tenant_id, seq FROM event"
    " WHERE tenant_id = $3 AND subject_id = $4 LIMIT 500)";
}  // namespace sql

}  // namespace troth::audit

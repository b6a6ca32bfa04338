#include "audit/tables.h"

namespace troth::audit {

store::Schema schema() {
  return {
      {"audit", 1,
       // Not WITHOUT ROWID: vault/tables.cpp says why.
       "CREATE TABLE event (tenant_id BYTEA NOT NULL, seq BIGINT NOT NULL, event_id BYTEA NOT NULL, at BIGINT NOT NULL,"
       " type BIGINT NOT NULL, leaf BYTEA NOT NULL, what BYTEA NOT NULL, who BYTEA NOT NULL, whom BYTEA NOT NULL,"
       " subject_id BYTEA, PRIMARY KEY (tenant_id, seq));"
       "CREATE INDEX event_by_subject ON event (tenant_id, subject_id, seq) WHERE subject_id IS NOT NULL;"
       "CREATE TABLE log_head (tenant_id BYTEA NOT NULL PRIMARY KEY, size BIGINT NOT NULL, range BYTEA NOT NULL,"
       " root BYTEA NOT NULL)"},
      {"audit", 2,
       "DROP INDEX event_by_subject;"
       "ALTER TABLE event ADD COLUMN actor_id BYTEA;"
       "ALTER TABLE event ADD COLUMN token_id BYTEA;"
       "ALTER TABLE log_head ADD COLUMN epoch BIGINT NOT NULL DEFAULT 1;"
       "ALTER TABLE log_head ADD COLUMN base BIGINT NOT NULL DEFAULT 0;"
       "CREATE TABLE log_node (tenant_id BYTEA NOT NULL, epoch BIGINT NOT NULL, level BIGINT NOT NULL,"
       " idx BIGINT NOT NULL, hash BYTEA NOT NULL, PRIMARY KEY (tenant_id, epoch, level, idx)) WITHOUT ROWID;"
       "CREATE TABLE log_entry (tenant_id BYTEA NOT NULL, seq BIGINT NOT NULL, entry BYTEA NOT NULL,"
       " PRIMARY KEY (tenant_id, seq)) WITHOUT ROWID;"
       "CREATE TABLE log_slot (tenant_id BYTEA NOT NULL PRIMARY KEY, slot BIGINT NOT NULL, handle BYTEA NOT NULL,"
       " sealed_size BIGINT NOT NULL, sealed_root BYTEA NOT NULL, sealed_in BIGINT NOT NULL,"
       " previous_size BIGINT NOT NULL, previous_root BYTEA NOT NULL) WITHOUT ROWID;"
       "CREATE TABLE log_seal (tenant_id BYTEA NOT NULL, epoch BIGINT NOT NULL, number BIGINT NOT NULL,"
       " at BIGINT NOT NULL, seed BYTEA NOT NULL, slots BIGINT NOT NULL, root BYTEA NOT NULL,"
       " PRIMARY KEY (tenant_id, epoch, number)) WITHOUT ROWID;"
       "CREATE TABLE event_search (tenant_id BYTEA NOT NULL, kind BIGINT NOT NULL, key BYTEA NOT NULL,"
       " seq BIGINT NOT NULL, PRIMARY KEY (tenant_id, kind, key, seq)) WITHOUT ROWID;"
       "CREATE TABLE search_progress (tenant_id BYTEA NOT NULL PRIMARY KEY, upto BIGINT NOT NULL)"}};
}

namespace sql {
constinit store::Sql const insert_event = {
    "INSERT INTO event (tenant_id, seq, event_id, at, type, leaf, what, who, whom, subject_id, actor_id, token_id)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    store::kData};
constinit store::Sql const insert_entry = {"INSERT INTO log_entry (tenant_id, seq, entry) VALUES ($1, $2, $3)",
                                           store::kData};
constinit store::Sql const insert_node = {
    "INSERT INTO log_node (tenant_id, epoch, level, idx, hash) VALUES ($1, $2, $3, $4, $5)", store::kData};
constinit store::Sql const select_head = "SELECT range, epoch, base FROM log_head WHERE tenant_id = $1";
constinit store::Sql const load_head = "SELECT epoch, base, size, root FROM log_head WHERE tenant_id = $1";
constinit store::Sql const insert_head = {
    "INSERT INTO log_head (tenant_id, size, range, root, epoch, base) VALUES ($1, $2, $3, $4, $5, 0)", store::kData};
constinit store::Sql const update_head = {"UPDATE log_head SET size = $1, range = $2, root = $3 WHERE tenant_id = $4",
                                          store::kData};
constinit store::Sql const select_events =
    "SELECT seq, event_id, at, type, leaf, what, who, whom, subject_id FROM event"
    " WHERE tenant_id = $1 AND seq >= $2 ORDER BY seq LIMIT $3";
constinit store::Sql const select_leaves =
    "SELECT leaf FROM event WHERE tenant_id = $1 AND seq >= $2 AND seq < $3 ORDER BY seq";
constinit store::Sql const select_entries =
    "SELECT entry FROM log_entry WHERE tenant_id = $1 AND seq >= $2 AND seq < $3 ORDER BY seq";
constinit store::Sql const select_nodes =
    "SELECT hash FROM log_node WHERE tenant_id = $1 AND epoch = $2 AND level = $3 AND idx >= $4 AND idx < $5"
    " ORDER BY idx";
constinit store::Sql const select_unslotted =
    "SELECT h.tenant_id FROM log_head h LEFT JOIN log_slot s ON s.tenant_id = h.tenant_id"
    " WHERE s.tenant_id IS NULL AND h.tenant_id <> $1 ORDER BY h.tenant_id LIMIT $2";
constinit store::Sql const select_next_slot = "SELECT COALESCE(MAX(slot) + 1, 0) FROM log_slot";
constinit store::Sql const insert_slot =
    "INSERT INTO log_slot (tenant_id, slot, handle, sealed_size, sealed_root, sealed_in, previous_size, previous_root)"
    " VALUES ($1, $2, $3, 0, $4, 0, 0, $5)";
constinit store::Sql const select_handle = "SELECT handle FROM log_slot WHERE tenant_id = $1";
constinit store::Sql const select_slots =
    "SELECT tenant_id, slot, handle, sealed_size, sealed_root, sealed_in, previous_size, previous_root FROM log_slot"
    " WHERE tenant_id <> $1 ORDER BY slot";
constinit store::Sql const select_grown =
    "SELECT h.tenant_id, h.size, h.root FROM log_head h LEFT JOIN log_slot s ON s.tenant_id = h.tenant_id"
    " WHERE h.tenant_id <> $1 AND h.size <> COALESCE(s.sealed_size, 0) LIMIT $2";
constinit store::Sql const mark_sealed = {
    "UPDATE log_slot SET previous_size = sealed_size, previous_root = sealed_root, sealed_size = $1, sealed_root = $2,"
    " sealed_in = $3 WHERE tenant_id = $4",
    store::kData};
constinit store::Sql const insert_seal = {
    "INSERT INTO log_seal (tenant_id, epoch, number, at, seed, slots, root) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    store::kData};
constinit store::Sql const select_last_seal =
    "SELECT number, at, seed, slots, root FROM log_seal WHERE tenant_id = $1 AND epoch = $2"
    " ORDER BY number DESC LIMIT 1";
constinit store::Sql const select_seal =
    "SELECT at, seed, slots FROM log_seal WHERE tenant_id = $1 AND epoch = $2 AND number = $3";
constinit store::Sql const begin_epoch =
    "UPDATE log_head SET base = base + size, size = 0, epoch = $1, range = $2, root = $3"
    " WHERE tenant_id = $4 AND epoch < $5";
constinit store::Sql const forget_sealed =
    "UPDATE log_slot SET sealed_size = 0, sealed_root = $1, sealed_in = 0, previous_size = 0, previous_root = $2"
    " WHERE tenant_id = $3";
constinit store::Sql const select_logs = "SELECT tenant_id, epoch, base, size, root FROM log_head ORDER BY tenant_id";
constinit store::Sql const select_progress = "SELECT upto FROM search_progress WHERE tenant_id = $1";
constinit store::Sql const insert_progress = {"INSERT INTO search_progress (tenant_id, upto) VALUES ($1, $2)",
                                              store::kData};
constinit store::Sql const move_progress = {"UPDATE search_progress SET upto = $1 WHERE tenant_id = $2 AND upto = $3",
                                            store::kData};
constinit store::Sql const select_lagging =
    "SELECT h.tenant_id FROM log_head h LEFT JOIN search_progress p ON p.tenant_id = h.tenant_id"
    " WHERE h.base + h.size > COALESCE(p.upto, 0)";
constinit store::Sql const index_actors = {
    "INSERT INTO event_search (tenant_id, kind, key, seq) SELECT tenant_id, 1, actor_id, seq FROM event"
    " WHERE tenant_id = $1 AND seq >= $2 AND seq < $3 AND actor_id IS NOT NULL",
    store::kData};
constinit store::Sql const index_subjects = {
    "INSERT INTO event_search (tenant_id, kind, key, seq) SELECT tenant_id, 2, subject_id, seq FROM event"
    " WHERE tenant_id = $1 AND seq >= $2 AND seq < $3 AND subject_id IS NOT NULL",
    store::kData};
constinit store::Sql const index_events = {
    "INSERT INTO event_search (tenant_id, kind, key, seq) SELECT tenant_id, 3, event_id, seq FROM event"
    " WHERE tenant_id = $1 AND seq >= $2 AND seq < $3",
    store::kData};
constinit store::Sql const index_tokens = {
    "INSERT INTO event_search (tenant_id, kind, key, seq) SELECT tenant_id, 4, token_id, seq FROM event"
    " WHERE tenant_id = $1 AND seq >= $2 AND seq < $3 AND token_id IS NOT NULL",
    store::kData};
constinit store::Sql const index_epochs = {
    "INSERT INTO event_search (tenant_id, kind, key, seq) SELECT tenant_id, 5, event_id, seq FROM event"
    " WHERE tenant_id = $1 AND seq >= $2 AND seq < $3 AND type = $4",
    store::kData};
constinit store::Sql const forget_indexed =
    "UPDATE event SET subject_id = $1, whom = $2 WHERE (tenant_id, seq) IN (SELECT tenant_id, seq FROM event_search"
    " WHERE tenant_id = $3 AND kind = 2 AND key = $4 ORDER BY seq LIMIT 500)";
constinit store::Sql const forget_tail =
    "UPDATE event SET subject_id = $1, whom = $2 WHERE (tenant_id, seq) IN (SELECT tenant_id, seq FROM event"
    " WHERE tenant_id = $3 AND subject_id = $4 AND seq >= COALESCE((SELECT upto FROM search_progress"
    " WHERE tenant_id = $3), 0) ORDER BY seq LIMIT 500)";
constinit store::Sql const index_handle =
    "INSERT INTO event_search (tenant_id, kind, key, seq) SELECT tenant_id, 2, $1, seq FROM event_search"
    " WHERE tenant_id = $2 AND kind = 2 AND key = $3 ORDER BY seq LIMIT 500";
constinit store::Sql const unindex_subject =
    "DELETE FROM event_search WHERE (tenant_id, kind, key, seq) IN (SELECT tenant_id, kind, key, seq FROM event_search"
    " WHERE tenant_id = $1 AND kind = 2 AND key = $2 ORDER BY seq LIMIT 500)";
constinit store::Sql const check_heads =
    "SELECT tenant_id, epoch, base, size, range, root FROM log_head ORDER BY tenant_id";
constinit store::Sql const check_slots = "SELECT tenant_id, sealed_size, sealed_root FROM log_slot ORDER BY tenant_id";
constinit store::Sql const next_event_log =
    "SELECT (SELECT tenant_id FROM event WHERE tenant_id > $1 ORDER BY tenant_id LIMIT 1)";
constinit store::Sql const next_entry_log =
    "SELECT (SELECT tenant_id FROM log_entry WHERE tenant_id > $1 ORDER BY tenant_id LIMIT 1)";
constinit store::Sql const next_node_log =
    "SELECT (SELECT tenant_id FROM log_node WHERE tenant_id > $1 ORDER BY tenant_id LIMIT 1)";
constinit store::Sql const check_events =
    "SELECT seq, leaf, at, type, subject_id IS NOT NULL, actor_id IS NOT NULL, token_id IS NOT NULL FROM event"
    " WHERE tenant_id = $1 AND seq >= $2 ORDER BY seq LIMIT $3";
constinit store::Sql const check_entries =
    "SELECT seq, entry FROM log_entry WHERE tenant_id = $1 AND seq >= $2 ORDER BY seq LIMIT $3";
constinit store::Sql const check_parts =
    "SELECT seq, event_id, at, type, leaf, what, who, whom, subject_id, actor_id, token_id FROM event"
    " WHERE tenant_id = $1 AND seq >= $2 ORDER BY seq LIMIT $3";
constinit store::Sql const count_nodes = "SELECT COUNT(*) FROM log_node WHERE tenant_id = $1 AND epoch >= $2";
constinit store::Sql const check_seals =
    "SELECT number, slots, root FROM log_seal WHERE tenant_id = $1 AND epoch = $2 AND number >= $3"
    " ORDER BY number LIMIT $4";
constinit store::Sql const count_search =
    "SELECT kind, COUNT(*) FROM event_search WHERE tenant_id = $1 GROUP BY kind ORDER BY kind";
}  // namespace sql

}  // namespace troth::audit

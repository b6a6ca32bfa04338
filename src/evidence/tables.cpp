#include "evidence/tables.h"

namespace troth::evidence {

store::Schema schema() {
  return {
      {"evidence", 1,
       "CREATE TABLE evidence (tenant_id BYTEA NOT NULL, number BIGINT NOT NULL, clause TEXT NOT NULL,"
       " verdict BIGINT NOT NULL, started BIGINT NOT NULL, ended BIGINT NOT NULL, idx BIGINT NOT NULL,"
       " salt BYTEA NOT NULL, observations TEXT NOT NULL, PRIMARY KEY (tenant_id, number));"
       "CREATE INDEX evidence_by_clause ON evidence (tenant_id, clause, number);"
       "CREATE TABLE evidence_latest (tenant_id BYTEA NOT NULL, clause TEXT NOT NULL, number BIGINT NOT NULL,"
       " ended BIGINT NOT NULL, PRIMARY KEY (tenant_id, clause)) WITHOUT ROWID;"
       "CREATE TABLE evidence_day (tenant_id BYTEA NOT NULL, clause TEXT NOT NULL, day BIGINT NOT NULL,"
       " passes BIGINT NOT NULL, fails BIGINT NOT NULL, PRIMARY KEY (tenant_id, clause, day)) WITHOUT ROWID;"
       "CREATE TABLE failure (tenant_id BYTEA NOT NULL, number BIGINT NOT NULL, clause TEXT NOT NULL,"
       " begun BIGINT NOT NULL, ended BIGINT, idx BIGINT NOT NULL, PRIMARY KEY (tenant_id, number)) WITHOUT ROWID;"
       "CREATE UNIQUE INDEX failure_open ON failure (tenant_id, clause) WHERE ended IS NULL;"
       "CREATE INDEX failure_by_clause ON failure (tenant_id, clause, number);"
       "CREATE TABLE attestation (tenant_id BYTEA NOT NULL, attestation_id BYTEA NOT NULL, clause TEXT NOT NULL,"
       " scheme TEXT NOT NULL, issuer TEXT NOT NULL, scope TEXT NOT NULL, period_from TEXT NOT NULL,"
       " period_to TEXT NOT NULL, expires TEXT NOT NULL, accreditation TEXT NOT NULL, sha256 TEXT NOT NULL,"
       " recorded BIGINT NOT NULL, until BIGINT NOT NULL, PRIMARY KEY (tenant_id, attestation_id)) WITHOUT ROWID;"
       "CREATE UNIQUE INDEX attestation_once ON attestation (tenant_id, clause, sha256);"
       "CREATE TABLE attestation_latest (tenant_id BYTEA NOT NULL, clause TEXT NOT NULL, attestation_id BYTEA NOT NULL,"
       " PRIMARY KEY (tenant_id, clause)) WITHOUT ROWID;"
       "CREATE TABLE promise_broken (tenant_id BYTEA NOT NULL, parameter TEXT NOT NULL, since BIGINT NOT NULL,"
       " PRIMARY KEY (tenant_id, parameter)) WITHOUT ROWID;"
       "CREATE TABLE cell_facts (tenant_id BYTEA NOT NULL PRIMARY KEY, salt BYTEA NOT NULL, facts TEXT NOT NULL)"
       " WITHOUT ROWID;"
       "CREATE TABLE probe_tenant (tenant_id BYTEA NOT NULL, place BIGINT NOT NULL, tenant BYTEA NOT NULL,"
       " owner BYTEA NOT NULL, reader BYTEA NOT NULL, PRIMARY KEY (tenant_id, place)) WITHOUT ROWID;"
       "CREATE TABLE probe_run (tenant_id BYTEA NOT NULL, run_id BYTEA NOT NULL, principal_id BYTEA NOT NULL,"
       " party TEXT NOT NULL, begun BIGINT NOT NULL, expires BIGINT NOT NULL, ended BIGINT, checkpoint BYTEA NOT NULL,"
       " tokens BYTEA NOT NULL, PRIMARY KEY (tenant_id, run_id)) WITHOUT ROWID;"
       "CREATE INDEX probe_run_open ON probe_run (tenant_id, expires) WHERE ended IS NULL"},
      {"evidence", 2,
       "ALTER TABLE evidence_latest ADD COLUMN recorded BIGINT NOT NULL DEFAULT 0;"
       "CREATE TABLE evidence_run (tenant_id BYTEA NOT NULL, run_id BYTEA NOT NULL, clause TEXT NOT NULL,"
       " number BIGINT NOT NULL, started BIGINT NOT NULL, seed BYTEA NOT NULL,"
       " PRIMARY KEY (tenant_id, run_id, clause, number)) WITHOUT ROWID;"
       "CREATE UNIQUE INDEX evidence_once ON evidence_run (tenant_id, clause, started, seed);"
       "ALTER TABLE attestation ADD COLUMN withdrawn BIGINT;"
       "ALTER TABLE attestation ADD COLUMN reason TEXT"}};
}

namespace sql {
using store::Sql;
constinit Sql const require_next =
    "SELECT 1 WHERE (SELECT COALESCE(MAX(seq) + 1, 0) FROM log_entry WHERE tenant_id = $1) = $2";
constinit Sql const insert_evidence =
    "INSERT INTO evidence (tenant_id, number, clause, verdict, started, ended, idx, salt, observations)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
constinit Sql const insert_of_run =
    "INSERT INTO evidence_run (tenant_id, run_id, clause, number, started, seed) VALUES ($1, $2, $3, $4, $5, $6)";
constinit Sql const count_of_run =
    "SELECT COUNT(*) FROM evidence_run WHERE tenant_id = $1 AND run_id = $2 AND clause = $3";
constinit Sql const select_same =
    "SELECT number FROM evidence_run WHERE tenant_id = $1 AND clause = $2 AND started = $3 AND seed = $4";
constinit Sql const upsert_latest =
    "INSERT INTO evidence_latest (tenant_id, clause, number, ended, recorded) VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT (tenant_id, clause) DO UPDATE SET number = excluded.number, ended = excluded.ended,"
    " recorded = excluded.recorded";
constinit Sql const select_latest_of =
    "SELECT l.ended, e.verdict, l.recorded FROM evidence_latest l JOIN evidence e ON e.tenant_id = l.tenant_id"
    " AND e.number = l.number WHERE l.tenant_id = $1 AND l.clause = $2";
constinit Sql const count_pass =
    "INSERT INTO evidence_day (tenant_id, clause, day, passes, fails) VALUES ($1, $2, $3, 1, 0)"
    " ON CONFLICT (tenant_id, clause, day) DO UPDATE SET passes = evidence_day.passes + 1";
constinit Sql const count_fail =
    "INSERT INTO evidence_day (tenant_id, clause, day, passes, fails) VALUES ($1, $2, $3, 0, 1)"
    " ON CONFLICT (tenant_id, clause, day) DO UPDATE SET fails = evidence_day.fails + 1";
constinit Sql const select_latest =
    "SELECT e.number, e.idx, n.entry FROM evidence_latest l"
    " JOIN evidence e ON e.tenant_id = l.tenant_id AND e.number = l.number"
    " JOIN log_entry n ON n.tenant_id = l.tenant_id AND n.seq = l.number - 1 WHERE l.tenant_id = $1";
constinit Sql const select_history =
    "SELECT e.number, e.idx, n.entry FROM evidence e"
    " JOIN log_entry n ON n.tenant_id = e.tenant_id AND n.seq = e.number - 1"
    " WHERE e.tenant_id = $1 AND e.clause = $2 AND e.number < $3 ORDER BY e.number DESC LIMIT $4";
constinit Sql const select_days =
    "SELECT day, passes, fails FROM evidence_day WHERE tenant_id = $1 AND clause = $2 AND day >= $3 ORDER BY day";
constinit Sql const select_all_days =  // by clause, so that the years before are passed over
    "SELECT clause, day, fails FROM evidence_day WHERE tenant_id = $1"
    " AND clause IN (SELECT clause FROM evidence_latest WHERE tenant_id = $2) AND day >= $3 ORDER BY clause, day";
constinit Sql const select_newest_number = "SELECT COALESCE(MAX(number), 0) FROM evidence WHERE tenant_id = $1";
constinit Sql const select_clauses_since =
    "SELECT clause FROM evidence WHERE tenant_id = $1 AND number > $2 ORDER BY number";
constinit Sql const select_opening =
    "SELECT clause, verdict, ended, salt, observations FROM evidence WHERE tenant_id = $1 AND number = $2";
constinit Sql const select_open_failure =
    "SELECT number FROM failure WHERE tenant_id = $1 AND clause = $2 AND ended IS NULL";
constinit Sql const insert_failure =
    "INSERT INTO failure (tenant_id, number, clause, begun, ended, idx) VALUES ($1, $2, $3, $4, $5, $6)";
constinit Sql const close_failure =
    "UPDATE failure SET ended = $1 WHERE tenant_id = $2 AND clause = $3 AND ended IS NULL";
constinit Sql const select_newest_failure =
    "SELECT clause, begun, ended, idx FROM failure WHERE tenant_id = $1 ORDER BY number DESC LIMIT 1";
constinit Sql const select_open_failures =
    "SELECT clause, begun, ended, idx FROM failure WHERE tenant_id = $1 AND ended IS NULL ORDER BY number DESC";
constinit Sql const select_failures =
    "SELECT clause, begun, ended, idx FROM failure WHERE tenant_id = $1 AND ended > $2 ORDER BY number DESC LIMIT $3";
constinit Sql const select_failures_of =
    "SELECT clause, begun, ended, idx FROM failure WHERE tenant_id = $1 AND clause = $2 AND ended > $3"
    " ORDER BY number DESC LIMIT $4";
constinit Sql const count_failures = "SELECT COUNT(*) FROM failure WHERE tenant_id = $1 AND ended > $2";
constinit Sql const count_failures_of =
    "SELECT COUNT(*) FROM failure WHERE tenant_id = $1 AND clause = $2 AND ended > $3";
constinit Sql const select_mended =
    "SELECT ended FROM failure WHERE tenant_id = $1 AND clause = $2 AND number <= $3 ORDER BY number DESC LIMIT 1";
constinit Sql const insert_attestation =
    "INSERT INTO attestation (tenant_id, attestation_id, clause, scheme, issuer, scope, period_from, period_to, "
    "expires,"
    " accreditation, sha256, recorded, until) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
constinit Sql const upsert_latest_attestation =
    "INSERT INTO attestation_latest (tenant_id, clause, attestation_id) VALUES ($1, $2, $3)"
    " ON CONFLICT (tenant_id, clause) DO UPDATE SET attestation_id = excluded.attestation_id";
constinit Sql const select_attestations =
    "SELECT a.clause, a.attestation_id, a.scheme, a.issuer, a.scope, a.period_from, a.period_to, a.expires, a.sha256,"
    " a.recorded, a.until, a.withdrawn FROM attestation_latest l"
    " JOIN attestation a ON a.tenant_id = l.tenant_id AND a.attestation_id = l.attestation_id WHERE l.tenant_id = $1";
constinit Sql const select_attestation =
    "SELECT clause, sha256, withdrawn FROM attestation WHERE tenant_id = $1 AND attestation_id = $2";
constinit Sql const withdraw_attestation =
    "UPDATE attestation SET withdrawn = $1, reason = $2 WHERE tenant_id = $3 AND attestation_id = $4"
    " AND withdrawn IS NULL";
constinit Sql const select_broken = "SELECT parameter FROM promise_broken WHERE tenant_id = $1 ORDER BY parameter";
constinit Sql const insert_broken = "INSERT INTO promise_broken (tenant_id, parameter, since) VALUES ($1, $2, $3)";
constinit Sql const delete_broken = "DELETE FROM promise_broken WHERE tenant_id = $1 AND parameter = $2";
constinit Sql const select_facts = "SELECT salt, facts FROM cell_facts WHERE tenant_id = $1";
constinit Sql const upsert_facts =
    "INSERT INTO cell_facts (tenant_id, salt, facts) VALUES ($1, $2, $3)"
    " ON CONFLICT (tenant_id) DO UPDATE SET facts = excluded.facts";
constinit Sql const select_probe_tenants =
    "SELECT place, tenant, owner, reader FROM probe_tenant WHERE tenant_id = $1 ORDER BY place";
constinit Sql const insert_probe_tenant =
    "INSERT INTO probe_tenant (tenant_id, place, tenant, owner, reader) VALUES ($1, $2, $3, $4, $5)";
constinit Sql const delete_probe_tenants = "DELETE FROM probe_tenant WHERE tenant_id = $1";
constinit Sql const insert_run =
    "INSERT INTO probe_run (tenant_id, run_id, principal_id, party, begun, expires, checkpoint, tokens)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
constinit Sql const select_run =
    "SELECT principal_id, party, begun, expires, ended, tokens, checkpoint FROM probe_run"
    " WHERE tenant_id = $1 AND run_id = $2";
constinit Sql const select_going_on =
    "SELECT run_id, principal_id FROM probe_run WHERE tenant_id = $1 AND ended IS NULL AND expires > $2 LIMIT 20";
constinit Sql const require_room =
    "SELECT 1 WHERE (SELECT COUNT(*) FROM probe_run WHERE tenant_id = $1 AND ended IS NULL AND expires > $2) < $3"
    " AND NOT EXISTS (SELECT 1 FROM probe_run WHERE tenant_id = $4 AND principal_id = $5 AND ended IS NULL"
    " AND expires > $6)";
constinit Sql const require_run = "SELECT 1 FROM probe_run WHERE tenant_id = $1 AND run_id = $2 AND ended IS NULL";
constinit Sql const end_run = "UPDATE probe_run SET ended = $1 WHERE tenant_id = $2 AND run_id = $3 AND ended IS NULL";
constinit Sql const select_overdue_runs =
    "SELECT run_id, expires, tokens FROM probe_run WHERE tenant_id = $1 AND ended IS NULL AND expires <= $2"
    " ORDER BY expires LIMIT 20";
constinit Sql const require_alone =
    "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM probe_run WHERE tenant_id = $1 AND run_id <> $2 AND ended IS NULL"
    " AND expires > $3)";
constinit Sql const count_other_runs =
    "SELECT COUNT(*) FROM probe_run WHERE tenant_id = $1 AND run_id <> $2 AND ended IS NULL AND expires > $3";
constinit Sql const revoke_all = "UPDATE token SET state = 'revoked' WHERE tenant_id = $1 AND state = 'live'";
}  // namespace sql

}  // namespace troth::evidence

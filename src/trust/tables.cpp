#include "trust/tables.h"

#include "base/mutant.h"

namespace troth::trust {

store::Schema schema() {
  return {{"trust", 1,
           "CREATE TABLE tom_version (tenant_id BYTEA NOT NULL, number BIGINT NOT NULL, state TEXT NOT NULL,"
           " author BYTEA NOT NULL, created BIGINT NOT NULL, effective_from BIGINT NOT NULL, takes_effect BIGINT,"
           " published BIGINT, entry_index BIGINT, hash TEXT NOT NULL, text TEXT NOT NULL,"
           " PRIMARY KEY (tenant_id, number)) WITHOUT ROWID;"
           "CREATE UNIQUE INDEX tom_version_start ON tom_version (tenant_id, takes_effect)"
           " WHERE takes_effect IS NOT NULL;"
           "CREATE TABLE tom_approval (tenant_id BYTEA NOT NULL, number BIGINT NOT NULL, principal_id BYTEA NOT NULL,"
           " at BIGINT NOT NULL, PRIMARY KEY (tenant_id, number, principal_id)) WITHOUT ROWID;"
           "CREATE TABLE tom_target (tenant_id BYTEA NOT NULL, parameter TEXT NOT NULL, value BIGINT NOT NULL,"
           " author BYTEA NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (tenant_id, parameter)) WITHOUT ROWID"}};
}

namespace sql {

using store::Sql;

constinit Sql const insert_version =
    "INSERT INTO tom_version (tenant_id, number, state, author, created, effective_from, hash, text)"
    " VALUES ($1, $2, 'draft', $3, $4, $5, $6, $7)";
constinit Sql const select_version =
    "SELECT number, state, author, created, takes_effect, published, entry_index, hash, text FROM tom_version"
    " WHERE tenant_id = $1 AND number = $2";
constinit Sql const select_versions =
    "SELECT number, state, author, created, takes_effect, published, entry_index, hash, text FROM tom_version"
    " WHERE tenant_id = $1 ORDER BY number DESC LIMIT $2";
constinit Sql const select_in_force =
    "SELECT number, state, author, created, takes_effect, published, entry_index, hash, text FROM tom_version"
    " WHERE tenant_id = $1 AND takes_effect <= $2 ORDER BY takes_effect DESC LIMIT 1";
constinit Sql const select_before =
    "SELECT number, state, author, created, takes_effect, published, entry_index, hash, text FROM tom_version"
    " WHERE tenant_id = $1 AND takes_effect < $2 ORDER BY takes_effect DESC LIMIT 1";
constinit Sql const select_next_start =
    "SELECT MIN(takes_effect) FROM tom_version WHERE tenant_id = $1 AND takes_effect > $2";
constinit Sql const select_newest = "SELECT MAX(number) FROM tom_version WHERE tenant_id = $1";
constinit Sql const guard_draft = "SELECT 1 FROM tom_version WHERE tenant_id = $1 AND number = $2 AND state = 'draft'";
constinit Sql const guard_published =
    "SELECT COUNT(*) FROM tom_version WHERE tenant_id = $1 AND takes_effect IS NOT NULL HAVING COUNT(*) = $2";
constinit Sql const publish_version =
    "UPDATE tom_version SET state = 'published', takes_effect = $1, published = $2, entry_index = $3"
    " WHERE tenant_id = $4 AND number = $5 AND state = 'draft'";
constinit Sql const withdraw_version =
    "UPDATE tom_version SET state = 'withdrawn' WHERE tenant_id = $1 AND number = $2 AND state = 'draft'";
constinit Sql const insert_approval =
    "INSERT INTO tom_approval (tenant_id, number, principal_id, at) VALUES ($1, $2, $3, $4)";
constinit Sql const select_approvals =
    "SELECT principal_id FROM tom_approval WHERE tenant_id = $1 AND number = $2 ORDER BY at, principal_id";
constinit Sql const guard_approvals =
    "SELECT COUNT(*) FROM tom_approval WHERE tenant_id = $1 AND number = $2 HAVING COUNT(*) = $3";
constinit Sql const count_published =
    "SELECT COUNT(*) FROM tom_version WHERE tenant_id = $1 AND takes_effect IS NOT NULL";
constinit Sql const upsert_target =
    "INSERT INTO tom_target (tenant_id, parameter, value, author, at) VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT (tenant_id, parameter) DO UPDATE SET value = excluded.value, author = excluded.author,"
    " at = excluded.at";
constinit Sql const select_targets = "SELECT parameter, value FROM tom_target WHERE tenant_id = $1 ORDER BY parameter";
constinit Sql const sum_targets = "SELECT COALESCE(SUM(at), 0) FROM tom_target WHERE tenant_id = $1";
constinit Sql const guard_targets =
    "SELECT SUM(at) FROM tom_target WHERE tenant_id = $1 HAVING COALESCE(SUM(at), 0) = $2";
#if defined(TROTH_MUTANTS)
constinit Sql const rewrite_text = "UPDATE tom_version SET hash = $1, text = $2 WHERE tenant_id = $3 AND number = $4";
#endif

}  // namespace sql

}  // namespace troth::trust

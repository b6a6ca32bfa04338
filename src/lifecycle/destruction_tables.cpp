#include "lifecycle/destruction_tables.h"

// Rows of every folder go here: nothing of a destroyed tenant is left to its folder's own care.
#define TROTH_OF_TENANT(table, keys)                                                                                  \
  TenantTable {                                                                                                       \
#table, "SELECT 1 FROM " #table " WHERE tenant_id = $1 LIMIT 1",                                                  \
        "DELETE FROM " #table " WHERE (" keys ") IN (SELECT " keys " FROM " #table " WHERE tenant_id = $1 LIMIT 500)" \
  }

namespace troth::lifecycle {
namespace {

constinit TenantTable const kTables[] = {
    TROTH_OF_TENANT(token, "tenant_id, token_id"),
    TROTH_OF_TENANT(principal, "tenant_id, principal_id"),
    TROTH_OF_TENANT(idempotency, "tenant_id, principal_id, request_key"),
    TROTH_OF_TENANT(blind_index, "tenant_id, collection, field, token, subject_id, record_id"),
    TROTH_OF_TENANT(record, "tenant_id, subject_id, collection, record_id"),
    TROTH_OF_TENANT(record_history, "tenant_id, subject_id, collection, record_id, version"),
    TROTH_OF_TENANT(subject, "tenant_id, subject_id"),
    TROTH_OF_TENANT(collection, "tenant_id, name, version"),
    TROTH_OF_TENANT(retention, "tenant_id, name"),
    TROTH_OF_TENANT(retention_change, "tenant_id, name"),
    TROTH_OF_TENANT(purpose, "tenant_id, name"),
    TROTH_OF_TENANT(import, "tenant_id, import_id"),
    TROTH_OF_TENANT(import_chunk, "tenant_id, import_id, number"),
    TROTH_OF_TENANT(import_label, "tenant_id, import_id, label"),
    TROTH_OF_TENANT(link, "tenant_id, subject_id"),
    TROTH_OF_TENANT(identity_secret, "tenant_id"),
    TROTH_OF_TENANT(subject_identity, "tenant_id, subject_id"),
    TROTH_OF_TENANT(job, "tenant_id, job_id"),
    TROTH_OF_TENANT(discovery, "tenant_id"),
    TROTH_OF_TENANT(category_found, "tenant_id, collection, field, found"),
    TROTH_OF_TENANT(notice, "tenant_id, name"),
    TROTH_OF_TENANT(notice_version, "tenant_id, name, version"),
    TROTH_OF_TENANT(form, "tenant_id, name"),
    TROTH_OF_TENANT(form_used, "tenant_id, form, span"),
    TROTH_OF_TENANT(receipt, "tenant_id, subject_id, record_id"),
    TROTH_OF_TENANT(legal_role, "tenant_id, version"),
    TROTH_OF_TENANT(instruction, "tenant_id, version"),
    TROTH_OF_TENANT(processing_tally, "tenant_id, type"),
    TROTH_OF_TENANT(label, "tenant_id, name"),
    TROTH_OF_TENANT(labelled, "tenant_id, subject_id, collection, record_id, label"),
    TROTH_OF_TENANT(recipient, "tenant_id, name, version"),
    TROTH_OF_TENANT(disclosure, "tenant_id, subject_id, disclosure_id"),
    TROTH_OF_TENANT(disclosure_budget, "tenant_id, principal_id"),
    TROTH_OF_TENANT(job_recipients, "tenant_id, job_id"),
    TROTH_OF_TENANT(rotation, "tenant_id"),
    TROTH_OF_TENANT(purpose_rule, "tenant_id, name"),
    TROTH_OF_TENANT(objection, "tenant_id, subject_id, purpose"),
    TROTH_OF_TENANT(assignee, "tenant_id, subject_id"),
    TROTH_OF_TENANT(use_limit, "tenant_id"),
    TROTH_OF_TENANT(use_spent, "tenant_id, who, collection, field"),
};

constexpr KeptTable kKept[] = {
    {"tenant", "says that there was one and that it was destroyed, without its name"},
    {"destruction", "is the certificate"},
    {"event", "leaves stay, so that every proof stays; parts and ids beside them are blanked"},
    {"event_search", "loses its rows by person, principal and token; those by event tell nothing"},
    {"search_progress", "counts leaves"},
    {"log_head", "of the log, which is never cut"},
    {"log_node", "of the log"},
    {"log_entry", "of the public logs"},
    {"log_slot", "of the seals: its last head stands for it"},
    {"log_seal", "of the cell"},
    {"first_admin", "of the cell"},
    {"evidence", "of the cell's evidence"},
    {"evidence_latest", "of the cell's evidence"},
    {"evidence_day", "of the cell's evidence"},
    {"failure", "of the cell's evidence"},
    {"attestation", "of the cell's evidence"},
    {"attestation_latest", "of the cell's evidence"},
    {"promise_broken", "of the cell's evidence"},
    {"cell_facts", "of the cell's evidence"},
    {"probe_tenant", "of the cell's evidence"},
    {"probe_run", "of the cell's evidence"},
    {"evidence_run", "of the cell's evidence"},
    {"tom_version", "of the cell's trust documents"},
    {"tom_approval", "of the cell's trust documents"},
    {"tom_target", "of the cell's trust documents"},
};

}  // namespace

store::Schema destruction_schema() {
  return {{"destruction", 1,
           "CREATE TABLE destruction (tenant_id BYTEA NOT NULL PRIMARY KEY, ground TEXT NOT NULL,"
           " asked_by BYTEA NOT NULL, asked BIGINT NOT NULL, export_until BIGINT NOT NULL, asked_event BYTEA NOT NULL,"
           " handle BYTEA NOT NULL, confirmed_by BYTEA, confirmed BIGINT, confirmed_event BYTEA, job_id BYTEA,"
           " counts TEXT, unreadable_event BYTEA, completed BIGINT, completed_event BYTEA)"}};
}

namespace sql {
using store::Sql;
constinit Sql const insert_destruction =
    "INSERT INTO destruction (tenant_id, ground, asked_by, asked, export_until, asked_event, handle)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7)";
constinit Sql const select_destruction =
    "SELECT ground, asked_by, asked, export_until, asked_event, handle, confirmed, confirmed_event, counts,"
    " unreadable_event, completed, completed_event FROM destruction WHERE tenant_id = $1";
constinit Sql const confirm_destruction =
    "UPDATE destruction SET confirmed_by = $1, confirmed = $2, confirmed_event = $3, job_id = $4"
    " WHERE tenant_id = $5 AND confirmed IS NULL";
constinit Sql const withdraw_destruction = "DELETE FROM destruction WHERE tenant_id = $1 AND confirmed IS NULL";
constinit Sql const unreadable_destruction =
    "UPDATE destruction SET counts = $1, unreadable_event = $2 WHERE tenant_id = $3";
constinit Sql const complete_destruction =
    "UPDATE destruction SET completed = $1, completed_event = $2 WHERE tenant_id = $3";
constinit Sql const job_left = "SELECT 1 FROM job WHERE tenant_id = $1 AND state <> 'completed' LIMIT 1";
constinit Sql const person_restricted = "SELECT 1 FROM subject WHERE tenant_id = $1 AND state = 'restricted' LIMIT 1";
constinit Sql const may_end =
    "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM job WHERE tenant_id = $1 AND state <> 'completed')"
    " AND NOT EXISTS (SELECT 1 FROM subject WHERE tenant_id = $2 AND state = 'restricted')";
constinit Sql const tenant_counts =
    "SELECT (SELECT COUNT(*) FROM subject WHERE tenant_id = $1), (SELECT COUNT(*) FROM record WHERE tenant_id = $2),"
    " (SELECT COUNT(*) FROM record_history WHERE tenant_id = $3),"
    " (SELECT COUNT(*) FROM principal WHERE tenant_id = $4), (SELECT COUNT(*) FROM event WHERE tenant_id = $5)";
constinit Sql const parts_left = "SELECT 1 FROM event WHERE tenant_id = $1 AND LENGTH(what) > 0 LIMIT 1";
constinit Sql const blank_parts =
    "UPDATE event SET what = $1, who = $2, whom = $3, subject_id = NULL, actor_id = NULL, token_id = NULL"
    " WHERE (tenant_id, seq) IN (SELECT tenant_id, seq FROM event WHERE tenant_id = $4 AND LENGTH(what) > 0"
    " ORDER BY seq LIMIT 5000)";
constinit Sql const found_left = "SELECT 1 FROM event_search WHERE tenant_id = $1 AND kind IN (1, 2, 4) LIMIT 1";
constinit Sql const unfind =
    "DELETE FROM event_search WHERE (tenant_id, kind, key, seq) IN (SELECT tenant_id, kind, key, seq FROM event_search"
    " WHERE tenant_id = $1 AND kind IN (1, 2, 4) LIMIT 5000)";
constinit Sql const end_tenant = "UPDATE tenant SET state = 'destroyed', name = '' WHERE tenant_id = $1";
}  // namespace sql

std::span<TenantTable const> tenant_tables() { return kTables; }
std::span<KeptTable const> kept_tables() { return kKept; }

}  // namespace troth::lifecycle

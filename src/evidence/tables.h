#pragma once
#include "store/store.h"

namespace troth::evidence {

/// evidence (one row per verdict, numbered by its entry in the evidence log), evidence_run (which run handed it in),
/// evidence_latest (the newest verdict of
/// each clause), evidence_day (verdicts of one clause on one day), failure (times of red), attestation and
/// attestation_latest, promise_broken (parameters that do not hold now), cell_facts (what the cell measured of itself
/// at its last start), probe_tenant, probe_run. The rows of the evidence log stand under its id, all others under
/// kCell. All SQL of this folder is in tables.*.
store::Schema schema();

namespace sql {
extern store::Sql const require_next;  // log, seq: one row if the next entry gets this place

extern store::Sql const insert_evidence;   // log, number, clause, verdict, started, ended, index, salt, observations
extern store::Sql const insert_of_run;     // cell, run, clause, number, started, seed
extern store::Sql const count_of_run;      // cell, run, clause
extern store::Sql const select_same;       // cell, clause, started, seed -> number
extern store::Sql const upsert_latest;     // log, clause, number, ended, recorded
extern store::Sql const select_latest_of;  // log, clause -> ended, verdict, recorded
extern store::Sql const count_pass;        // log, clause, day
extern store::Sql const count_fail;        // log, clause, day
extern store::Sql const select_latest;     // log -> number, index, entry, of every clause
extern store::Sql const select_history;    // log, clause, below number, limit -> number, index, entry
extern store::Sql const select_days;       // log, clause, from day -> day, passes, fails
extern store::Sql const select_all_days;   // log, log, from day -> clause, day, fails
extern store::Sql const select_newest_number;  // log -> of the newest verdict, 0: there is none
extern store::Sql const select_clauses_since;  // log, number -> clause of each newer verdict
extern store::Sql const select_opening;        // log, number -> clause, verdict, ended, salt, observations

extern store::Sql const select_open_failure;    // log, clause -> number
extern store::Sql const insert_failure;         // log, number, clause, begun, ended, index
extern store::Sql const close_failure;          // ended, log, clause
extern store::Sql const select_newest_failure;  // log -> clause, begun, ended, index
extern store::Sql const select_open_failures;   // log -> the same, newest first
extern store::Sql const select_failures;        // log, since, limit -> the same, of those that ended
extern store::Sql const select_failures_of;     // log, clause, since, limit -> the same
extern store::Sql const count_failures;         // log, since: that ended
extern store::Sql const count_failures_of;      // log, clause, since
extern store::Sql const select_mended;  // log, clause, number -> end of the failure that this verdict is part of

extern store::Sql const insert_attestation;         // cell, id, clause, scheme, issuer, scope, from, to, expires,
                                                    // accreditation, sha256, recorded, until
extern store::Sql const upsert_latest_attestation;  // cell, clause, id
extern store::Sql const select_attestations;        // cell -> clause, id, scheme, issuer, scope, from, to, expires,
                                                    // sha256, recorded, until, withdrawn, of every clause
extern store::Sql const select_attestation;         // cell, id -> clause, sha256, withdrawn
extern store::Sql const withdraw_attestation;       // withdrawn, reason, cell, id

extern store::Sql const select_broken;  // cell -> parameter
extern store::Sql const insert_broken;  // cell, parameter, since
extern store::Sql const delete_broken;  // cell, parameter

extern store::Sql const select_facts;  // cell -> salt, facts
extern store::Sql const upsert_facts;  // cell, salt, facts

extern store::Sql const select_probe_tenants;  // cell -> place, tenant, owner, reader
extern store::Sql const insert_probe_tenant;   // cell, place, tenant, owner, reader
extern store::Sql const delete_probe_tenants;  // cell
extern store::Sql const select_going_on;       // cell, now -> run, principal
extern store::Sql const require_room;          // cell, now, most, cell, principal, now: one row if one more may begin
extern store::Sql const insert_run;            // cell, run, principal, party, begun, expires, checkpoint, tokens
extern store::Sql const select_run;   // cell, run -> principal, party, begun, expires, ended, tokens, checkpoint
extern store::Sql const require_run;  // cell, run: one row while it has not ended
extern store::Sql const end_run;      // ended, cell, run
extern store::Sql const select_overdue_runs;  // cell, now -> run, expires, tokens
extern store::Sql const require_alone;        // cell, run, now: one row if no other run goes on
extern store::Sql const count_other_runs;     // cell, run, now
extern store::Sql const revoke_all;           // tenant: every token of it
}  // namespace sql

}  // namespace troth::evidence

#pragma once
#include "store/store.h"

namespace troth::vault {

/// recipient (every version of each), disclosure (the ledger), disclosure_budget, job_recipients (whom an erasure's
/// recipients are, kept with its job).
store::Schema ledger_schema();

namespace sql {
extern store::Sql const insert_recipient;       // tenant, name, version, state, definition, created
extern store::Sql const select_recipient;       // tenant, name -> version, state, definition, created (newest)
extern store::Sql const select_recipients;      // tenant -> name, version, state, definition, created (newest of each)
extern store::Sql const count_recipients;       // tenant -> names
extern store::Sql const guard_recipient;        // tenant, name, version: the newest still
extern store::Sql const insert_disclosure;      // tenant, subject, disclosure, recipient, version, collection, record,
                                                // record version, fields, purpose, payload hash, principal, at
extern store::Sql const list_disclosures;       // tenant, subject, after disclosure, special counts, no bytes, limit
                                                // -> disclosure … at
extern store::Sql const told_recipients;        // tenant, subject, special counts, no bytes
                                                // -> recipient, count, first, last
extern store::Sql const count_disclosures;      // tenant, subject -> rows
extern store::Sql const guard_disclosures;      // tenant, subject, rows: no more and no fewer
extern store::Sql const select_budget;          // tenant, principal -> hour, used
extern store::Sql const take_disclosure;        // tenant, principal, hour, most
extern store::Sql const purge_disclosures;      // tenant, subject (at most 500 rows)
extern store::Sql const left_of_disclosures;    // tenant, subject -> 1 while any row is left
extern store::Sql const insert_job_recipients;  // tenant, job, recipients
extern store::Sql const select_job_recipients;  // tenant, job -> recipients
}  // namespace sql

}  // namespace troth::vault

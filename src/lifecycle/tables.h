#pragma once
#include "store/store.h"

namespace troth::lifecycle {

/// job. All SQL of this folder is in tables.*.
store::Schema schema();

namespace sql {
extern store::Sql const insert_job;  // tenant, job, kind, state, subject, handle, number, created
extern store::Sql const select_job;  // tenant, job
extern store::Sql const unfinished_jobs;
extern store::Sql const unfinished_kind;  // kind -> 1
extern store::Sql const move_job;         // state, milestone, number, tenant, job, state before
extern store::Sql const finish_job;       // tenant, job, state before; forgets the subject
}  // namespace sql

}  // namespace troth::lifecycle

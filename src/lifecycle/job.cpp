#include "lifecycle/job.h"

#include "lifecycle/tables.h"
#include "vault/ledger_tables.h"

namespace troth::lifecycle {
namespace {

JobRow read(store::Row const& row) {
  JobRow job{row[0].id<TenantId>(), row[1].id<JobId>(), row[2].text(), row[3].text(), std::nullopt,
             row[5].bytes(),        row[6].integer(),   std::nullopt,  "[]"};
  if (!row[4].is_null()) job.subject = row[4].id<SubjectId>();
  if (!row[7].is_null()) job.milestone = row[7].time();
  return job;
}

}  // namespace

Result<std::optional<JobRow>> load_job(store::Reader& snapshot, TenantId tenant, JobId id) {
  TROTH_TRY(auto row, snapshot.one(sql::select_job, {tenant, id}));
  if (!row) return std::optional<JobRow>();
  JobRow job = read(*row);
  TROTH_TRY(auto told, snapshot.one(vault::sql::select_job_recipients, {tenant, id}));
  if (told) job.recipients = (*told)[0].text();
  return std::optional(std::move(job));
}

Result<std::vector<JobRow>> unfinished_jobs(store::Reader& snapshot) {
  TROTH_TRY(auto rows, snapshot.query(sql::unfinished_jobs, {}));
  std::vector<JobRow> out;
  for (auto const& row : rows) out.push_back(read(row));
  return out;
}

}  // namespace troth::lifecycle

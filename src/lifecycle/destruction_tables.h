#pragma once
#include <span>

#include "store/store.h"

namespace troth::lifecycle {

/// destruction: one row per tenant that is or was to be destroyed; it outlives the tenant.
store::Schema destruction_schema();

namespace sql {
extern store::Sql const insert_destruction;      // tenant, ground, asked by, asked, export until, event, handle
extern store::Sql const select_destruction;      // tenant -> ground, asked by, asked, export until, event, handle,
                                                 // confirmed, event, counts, event, completed, event
extern store::Sql const confirm_destruction;     // by, at, event, job, tenant
extern store::Sql const withdraw_destruction;    // tenant
extern store::Sql const unreadable_destruction;  // counts, event, tenant
extern store::Sql const complete_destruction;    // at, event, tenant
extern store::Sql const job_left;                // tenant -> 1 while a job of it is under way
extern store::Sql const person_restricted;       // tenant -> 1 if somebody in it is restricted
extern store::Sql const may_end;                 // tenant, tenant -> 1 if neither
extern store::Sql const tenant_counts;  // tenant, five times -> subjects, records, versions, principals, events
extern store::Sql const parts_left;     // tenant -> 1 while an event has parts
extern store::Sql const blank_parts;    // empty, three times, tenant: parts and ids of at most 5,000 events
extern store::Sql const found_left;     // tenant -> 1 while an event is found by a person, principal or token
extern store::Sql const unfind;         // tenant: at most 5,000 of those rows
extern store::Sql const end_tenant;     // tenant: its row says that it was destroyed, and no name
}  // namespace sql

/// What is deleted of a tenant, table by table: its rows are there while `left` (tenant) finds one; `purge` (tenant)
/// takes at most 500. A test holds that every table of the store is here or in `kKept`.
struct TenantTable {
  std::string_view name;
  store::Sql left, purge;
};
std::span<TenantTable const> tenant_tables();

/// Tables that stay, and why.
struct KeptTable {
  std::string_view name, why;
};
std::span<KeptTable const> kept_tables();

}  // namespace troth::lifecycle

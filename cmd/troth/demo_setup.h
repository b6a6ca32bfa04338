#pragma once
#include <functional>
#include <ostream>

#include "base/id.h"
#include "demo_api.h"
#include "demo_dataset.h"

namespace troth::cli {

/// The demo's tenant, a small company that runs a chat service, and its principals: one per job, each with what the job
/// needs.
struct DemoTenant {
  TenantId id;
  Secret admin;         ///< the cell's first administrator: tenants and keys, no content
  Secret owner;         ///< the tenant's first principal: everything in the tenant
  Secret designer;      ///< structure
  Secret importer;      ///< record
  Secret desk;          ///< collect, record, retrieve, consult, state_storage, alter
  Secret privacy;       ///< state_storage, restrict, erase
  Secret auditor;       ///< read_log
  std::string created;  ///< the event that made it, in the cell's log

  std::string path(std::string_view rest) const { return "/v1/tenants/" + id.text() + std::string(rest); }
};

/// First administrator, tenant, principals, purposes, retention classes and the collections `contact` and `message`,
/// all over the API. Each token is kept in DATA/tokens/<name> (0600).
Result<DemoTenant> set_up_tenant(Api& api, std::filesystem::path const& data, std::ostream& out);

/// The collection `contact`; its next version has one more field.
std::string contact_definition(bool with_language);

struct Imported {
  std::int64_t accepted = 0, rejected = 0;
  std::map<std::string, std::string> made;  ///< label -> subject id
};

/// Runs one import of `lines` with a bar on stderr and its rate on `out`.
Result<Imported> import_lines(Api& api, DemoTenant const& tenant, std::string_view collection, std::string lines,
                              std::ostream& out, std::function<void()> const& after_chunk);

}  // namespace troth::cli

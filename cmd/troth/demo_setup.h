#pragma once
#include <functional>
#include <ostream>

#include "base/clock.h"
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
  Secret page;          ///< collect, by the form of its website alone
  Secret desk;          ///< record, retrieve, consult, state_storage, alter, use_value
  Secret care;          ///< organise, retrieve, consult, read_special
  Secret dispatch;      ///< disclose
  Secret matcher;       ///< combine
  Secret herald;        ///< disseminate, which is done for nobody
  Secret privacy;       ///< state_storage, restrict, erase
  Secret auditor;       ///< read_log
  Time former_until;    ///< the end of the contract with the recipient `former`
  std::string created;  ///< the event that made it, in the cell's log

  std::string path(std::string_view rest) const { return "/v1/tenants/" + id.text() + std::string(rest); }
};

/// First administrator, tenant, principals, purposes, retention classes, the collections `contact` and `message` and
/// what demo_site.h has, all over the API. Each token is kept in DATA/tokens/<name> (0600).
Result<DemoTenant> set_up_tenant(Api& api, std::filesystem::path const& data, std::ostream& out);

/// The token of an answer, kept in DATA/tokens/<name>.
Result<Secret> keep_token(Answer const& answer, std::filesystem::path const& data, std::string const& name);

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

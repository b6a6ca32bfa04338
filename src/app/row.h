#pragma once
#include "app/log_standing.h"
#include "audit/sealer.h"
#include "evidence/calendar.h"
#include "http/route.h"
#include "keys/epochs.h"
#include "trust/pages/ground.h"
#include "vault/context.h"
#include "vault/stores.h"

namespace troth::app {

/// Where a handler runs: inline on the io thread (a few reads and a seal), or on the pool (long or bulky).
enum class Where : std::uint8_t { io, pool };

/// Parts of the cell that a few handlers read beside the snapshot.
struct Services {
  keys::Epochs& epochs;
  keys::Seal& seal;
  audit::Sealer& sealer;
  LogStanding const& standing;
  evidence::Running const& measured;  ///< at the start
  trust::Contact contact = {};        ///< who answers for the cell, as DATA/contact.json said at the start
  std::filesystem::path tour = {};    ///< of a demo's cell: the file that says where its tour is served
  vault::Stores stores = {};          ///< in what the cell keeps its data and its keys
  std::shared_ptr<evidence::Calendar> calendar = std::make_shared<evidence::Calendar>();

  /// What the statuses rest on now.
  evidence::Running running() const {
    auto out = measured;
    out.witness = standing.view().level;
    return out;
  }
};

/// One request, matched and attributed. The ids of the path are parsed; what did not parse was refused as absent.
struct Call {
  http::Request const& request;
  http::Matched const& matched;
  Services const& services;
  TenantId tenant;                     ///< of the path, else of the credential
  std::optional<SubjectId> subject;    ///< of the path
  std::optional<PurposeName> purpose;  ///< of the Purpose header
  audit::SealedPtr sealed = {};        ///< the newest seal when the request's snapshot was taken

  /// A path placeholder that is known to be there.
  std::string const& path(std::string_view name) const { return matched.path.find(name)->second; }
  std::string query(std::string_view name) const {
    auto it = matched.query.find(name);
    return it == matched.query.end() ? std::string() : it->second;
  }
  std::string_view header(std::string_view name) const {
    return request.headers.get(name).value_or(std::string_view());
  }
};

using FactsLoader = Result<access::Facts> (*)(vault::Context const&, Call const&);
/// Repeatable: decides on the snapshot, changes nothing.
using Handler = Result<vault::Decision> (*)(vault::Context const&, access::Grant const&, Call const&);

/// What a row asks of the request beyond a permission.
enum class Needs : std::uint8_t { nothing, purpose, fields };

/// How the principal proves itself: with a token, or, for one row only, with the first-admin token.
enum class Admission : std::uint8_t { token, first_admin };

/// A route as data. Its constructor takes all of it, so no route exists without operation and permission.
struct Row {
  Row(http::Route route_, act::Operation operation_, act::Permission permission_, Where where_, Needs needs_,
      FactsLoader facts_, Handler handler_)
      : route(route_),
        operation(operation_),
        permission(permission_),
        where(where_),
        needs(needs_),
        facts(facts_),
        handler(handler_) {}
  /// The permission of the operation itself.
  Row(http::Route route_, act::Operation operation_, Where where_, Needs needs_, FactsLoader facts_, Handler handler_)
      : Row(route_, operation_, act::permission_of(operation_), where_, needs_, facts_, handler_) {}

  /// The same row for the holder of the first-admin token, over the socket or loopback only.
  Row by_first_admin() && {
    admission = Admission::first_admin;
    return std::move(*this);
  }

  http::Route route;
  act::Operation operation;
  act::Permission permission;
  Where where;
  Needs needs;
  FactsLoader facts;
  Handler handler;
  Admission admission = Admission::token;
};

/// Every route of the API, from rows/*.cpp.
std::vector<Row> all_rows();

std::vector<Row> cell_rows();
std::vector<Row> tenant_rows();
std::vector<Row> rule_rows();
std::vector<Row> subject_rows();
std::vector<Row> record_rows();
std::vector<Row> import_rows();
std::vector<Row> job_rows();
std::vector<Row> log_rows();
std::vector<Row> evidence_rows();
std::vector<Row> tom_rows();
std::vector<Row> form_rows();
std::vector<Row> label_rows();
std::vector<Row> use_rows();
std::vector<Row> disclosure_rows();
std::vector<Row> link_rows();
std::vector<Row> destruction_rows();
std::vector<Row> tenant_key_rows();
std::vector<Row> copy_rows();
std::vector<Row> instruction_rows();
std::vector<Row> retention_rows();

/// Facts of the tenant, or of the path's subject.
Result<access::Facts> tenant_facts(vault::Context const& context, Call const& call);
Result<access::Facts> subject_facts(vault::Context const& context, Call const& call);

}  // namespace troth::app

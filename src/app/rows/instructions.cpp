#include "vault/instructions.h"

#include "app/row.h"
#include "http/json.h"
#include "vault/processing_record.h"

// On whose word a tenant's data is processed, and the record of what was.

namespace troth::app {
namespace {

using act::Operation;
using http::Method;

constexpr std::size_t kWords = 500;

Result<std::optional<vault::Controller>> controller_in(http::JsonReader& body) {
  auto value = body.maybe_any("controller");
  if (!value) return std::optional<vault::Controller>();
  TROTH_TRY(auto reader, http::JsonReader::object(std::move(*value), "/controller"));
  vault::Controller out;
  TROTH_TRY(out.name, reader.text("name", kWords));
  TROTH_TRY(auto contact, reader.maybe_text("contact", kWords));
  TROTH_TRY(reader.done());
  out.contact = contact.value_or("");
  return std::optional(std::move(out));
}

Result<vault::Decision> define_role(vault::Context const& context, access::Grant const& grant, Call const& call) {
  TROTH_TRY(auto body, http::JsonReader::object(call.request.body));
  TROTH_TRY(std::string role, body.text("role", 20));
  TROTH_TRY(auto controller, controller_in(body));
  TROTH_TRY(body.done());
  return vault::define_role(context, grant, role, controller);
}

Result<vault::Decision> describe_role(vault::Context const& context, access::Grant const& grant, Call const&) {
  return vault::describe_role(context, grant);
}

Result<vault::Decision> instruct(vault::Context const& context, access::Grant const& grant, Call const& call) {
  TROTH_TRY(auto body, http::JsonReader::object(call.request.body));
  TROTH_TRY(std::string hash, body.text("text_sha256", 64));
  TROTH_TRY(std::string summary, body.text("summary", kWords));
  TROTH_TRY(auto operations, body.texts("operations", 15, 40));
  TROTH_TRY(body.done());
  return vault::instruct(context, grant, hash, summary, operations);
}

Result<vault::Decision> list(vault::Context const& context, access::Grant const& grant, Call const& call) {
  return vault::list_instructions(context, grant, call.query("cursor"));
}

/// The tenant's own routes that answer; who runs the cell, as far as it was laid down.
vault::CellAccount account(Services const& services) {
  vault::CellAccount out;
  for (auto const& row : all_rows())
    if (row.route.pattern.starts_with("/v1/tenants/"))
      out.served.push_back(
          {row.operation, std::string(http::name(row.route.method)) + " " + std::string(row.route.pattern)});
  out.processor = services.contact.company;
  out.contact = services.contact.security;
  out.data_protection_officer = services.contact.dpo;
  return out;
}

Result<vault::Decision> processing_record(vault::Context const& context, access::Grant const& grant, Call const& call) {
  return vault::processing_record(context, grant, account(call.services));
}

}  // namespace

std::vector<Row> instruction_rows() {
  constexpr std::string_view kRole = "/v1/tenants/{tenant}/role";
  constexpr std::string_view kInstructions = "/v1/tenants/{tenant}/instructions";
  auto const row = [](http::Route route, Handler handler, Where where = Where::io) {
    return Row(route, Operation::administration, where, Needs::nothing, tenant_facts, handler);
  };
  return {
      row({Method::put, kRole}, define_role),
      row({Method::get, kRole}, describe_role),
      row({Method::post, kInstructions}, instruct),
      row({Method::get, kInstructions}, list),
      row({Method::get, "/v1/tenants/{tenant}/processing-record"}, processing_record, Where::pool),
  };
}

}  // namespace troth::app

#include <charconv>

#include "app/row.h"
#include "http/json.h"
#include "vault/facts.h"
#include "vault/operations.h"

// One record: written, looked at under a purpose, altered against a version.

namespace troth::app {
namespace {

using act::Operation;
using http::Method;

Result<CollectionName> collection_of(Call const& call) {
  auto name = CollectionName::parse(call.path("collection"));
  if (!name) return fail(Code::not_found, "there is nothing here");
  return *name;
}

Result<RecordId> record_of(Call const& call) {
  auto id = RecordId::parse(call.path("record"));
  if (!id) return fail(Code::not_found, "there is nothing here");
  return *id;
}

std::vector<std::string> split(std::string_view list) {
  std::vector<std::string> out;
  while (!list.empty()) {
    auto comma = list.find(',');
    out.emplace_back(list.substr(0, comma));
    list.remove_prefix(comma == list.npos ? list.size() : comma + 1);
  }
  return out;
}

Result<access::Facts> consult_facts(vault::Context const& context, Call const& call) {
  TROTH_TRY(auto facts, subject_facts(context, call));
  if (facts.subject == access::SubjectState::absent) return facts;  // judged before the collection is looked at
  TROTH_TRY(auto name, collection_of(call));
  TROTH_TRY(
      vault::add_field_rules(context.snapshot, call.tenant, facts, name, call.purpose, split(call.query("fields"))));
  return facts;
}

Result<access::Facts> alter_facts(vault::Context const& context, Call const& call) {
  TROTH_TRY(auto facts, subject_facts(context, call));
  if (facts.subject == access::SubjectState::absent) return facts;
  TROTH_TRY(auto name, collection_of(call));
  TROTH_TRY(vault::add_all_fields(context.snapshot, call.tenant, facts, name));
  return facts;
}

Result<http::JsonValue::Object> fields_in(std::string_view body) {
  TROTH_TRY(auto value, http::parse_json(body));
  if (!value.object()) return fail(Code::invalid, "send the record's fields as one JSON object");
  return *value.object();
}

/// If-Match: "3" — a strong entity tag holding a version.
Result<std::uint32_t> if_match(Call const& call) {
  std::string_view tag = call.header("If-Match");
  if (tag.empty()) return fail(Code::required, "send If-Match with the ETag that consultation gave", "If-Match");
  std::uint32_t version = 0;
  if (tag.size() < 3 || tag.front() != '"' || tag.back() != '"')
    return fail(Code::invalid, "If-Match holds one strong entity tag, like \"3\"", "If-Match");
  auto const [end, error] = std::from_chars(tag.data() + 1, tag.data() + tag.size() - 1, version);
  if (error != std::errc() || end != tag.data() + tag.size() - 1)
    return fail(Code::precondition, "the record has moved on; consult it again and send its ETag", "If-Match");
  return version;
}

Result<vault::Decision> record(vault::Context const& context, access::Grant const& grant, Call const& call) {
  TROTH_TRY(auto name, collection_of(call));
  TROTH_TRY(auto fields, fields_in(call.request.body));
  return vault::record(context, grant, name, std::move(fields));
}

Result<vault::Decision> consult(vault::Context const& context, access::Grant const& grant, Call const& call) {
  TROTH_TRY(auto name, collection_of(call));
  TROTH_TRY(auto id, record_of(call));
  return vault::consult(context, grant, name, id, call.header("Reason"));
}

Result<vault::Decision> alter(vault::Context const& context, access::Grant const& grant, Call const& call) {
  TROTH_TRY(auto name, collection_of(call));
  TROTH_TRY(auto id, record_of(call));
  TROTH_TRY(auto version, if_match(call));
  TROTH_TRY(auto changes, fields_in(call.request.body));
  return vault::alter(context, grant, name, id, std::move(changes), version);
}

}  // namespace

std::vector<Row> record_rows() {
  constexpr std::string_view kOne = "/v1/tenants/{tenant}/subjects/{subject}/records/{collection}/{record}";
  return {
      {{Method::post, "/v1/tenants/{tenant}/subjects/{subject}/records/{collection}", 1u << 20},
       Operation::recording,
       Where::io,
       Needs::nothing,
       subject_facts,
       record},
      {{Method::get, kOne}, Operation::consultation, Where::io, Needs::fields, consult_facts, consult},
      {{Method::patch, kOne, 1u << 20}, Operation::alteration, Where::io, Needs::nothing, alter_facts, alter},
  };
}

}  // namespace troth::app

#include "app/row.h"
#include "http/json.h"
#include "lifecycle/erasure.h"
#include "vault/facts.h"
#include "vault/notices.h"
#include "vault/operations.h"

// One person's data as a whole: taken in, found, stated, restricted, erased.

namespace troth::app {
namespace {

using act::Operation;
using http::Method;

constexpr std::size_t kNameBytes = 40;

Result<CollectionName> collection_in(http::JsonReader& body) {
  TROTH_TRY(std::string text, body.text("collection", kNameBytes));
  auto name = CollectionName::parse(text);
  if (!name) return fail(Code::not_found, "the tenant has no such collection", "/collection");
  return *name;
}

Result<http::JsonValue::Object> record_in(http::JsonReader& body) {
  TROTH_TRY(auto record, body.any("record"));
  if (!record.object()) return fail(Code::invalid, "a record is an object of fields", "/record");
  return *record.object();
}

Result<vault::Notice> notice_in(http::JsonReader& body) {
  TROTH_TRY(auto value, body.any("notice"));
  TROTH_TRY(auto notice, http::JsonReader::object(std::move(value), "/notice"));
  vault::Notice out;
  TROTH_TRY(out.version, notice.text("version", kNameBytes));
  TROTH_TRY(out.hash, notice.text("sha256", 64));
  TROTH_TRY(out.choice, notice.text("choice", kNameBytes));
  TROTH_TRY(notice.done());
  if (out.hash.size() != 64 || !from_hex(out.hash))
    return fail(Code::invalid, "the SHA-256 of the notice text that was shown, in hex", "/notice/sha256");
  return out;
}

Result<vault::Decision> collect(vault::Context const& context, access::Grant const& grant, Call const& call) {
  TROTH_TRY(vault::trusted_with_intake(context, grant));
  TROTH_TRY(auto body, http::JsonReader::object(call.request.body));
  TROTH_TRY(auto collection, collection_in(body));
  TROTH_TRY(auto record, record_in(body));
  TROTH_TRY(auto notice, notice_in(body));
  TROTH_TRY(body.done());
  return vault::collect(context, grant, collection, std::move(record), notice);
}

Result<vault::Decision> record_subject(vault::Context const& context, access::Grant const& grant, Call const& call) {
  if (!call.request.body.empty())
    return fail(Code::invalid, "a subject's id is made by the cell; send no body, and records afterwards");
  return vault::record_subject(context, grant);
}

Result<vault::Decision> lookup(vault::Context const& context, access::Grant const& grant, Call const& call) {
  TROTH_TRY(auto body, http::JsonReader::object(call.request.body));
  TROTH_TRY(auto collection, collection_in(body));
  TROTH_TRY(std::string field, body.text("field", kNameBytes));
  TROTH_TRY(std::string value, body.text("value", 1'000));
  TROTH_TRY(body.done());
  return vault::retrieve(context, grant, collection, field, value);
}

/// Whether the tenant has the purpose; which fields it reaches is the lookup's to see, as the body names the
/// collection.
Result<access::Facts> lookup_facts(vault::Context const& context, Call const& call) {
  TROTH_TRY(auto facts, tenant_facts(context, call));
  TROTH_TRY(facts.fields.purpose_known, vault::knows_purpose(context.snapshot, call.tenant, call.purpose));
  return facts;
}

Result<vault::Decision> list_records(vault::Context const& context, access::Grant const& grant, Call const& call) {
  return vault::list_records(context, grant, call.query("cursor"));
}

Result<vault::Decision> storage(vault::Context const& context, access::Grant const& grant, Call const& call) {
  return vault::state_storage(context, grant, call.services.stores);
}

Result<vault::Decision> restrict(vault::Context const& context, access::Grant const& grant, Call const& call) {
  TROTH_TRY(auto body, http::JsonReader::object(call.request.body));
  TROTH_TRY(std::string ground, body.text("ground", kNameBytes));
  TROTH_TRY(std::string reason, body.text("reason", 500));
  TROTH_TRY(body.done());
  return vault::restrict(context, grant, ground, reason);
}

Result<vault::Decision> lift_restriction(vault::Context const& context, access::Grant const& grant, Call const& call) {
  TROTH_TRY(auto body, http::JsonReader::object(call.request.body));
  TROTH_TRY(std::string reason, body.text("reason", 500));
  TROTH_TRY(body.done());
  return vault::lift_restriction(context, grant, reason);
}

Result<vault::Decision> erase(vault::Context const& context, access::Grant const& grant, Call const& call) {
  TROTH_TRY(auto body, http::JsonReader::object(call.request.body));
  TROTH_TRY(std::string ground, body.text("ground", kNameBytes));
  TROTH_TRY(body.done());
  return lifecycle::intend_erasure(context, grant, ground);
}

}  // namespace

std::vector<Row> subject_rows() {
  return {
      {{Method::post, "/v1/tenants/{tenant}/collect"},
       Operation::collection,
       Where::io,
       Needs::nothing,
       tenant_facts,
       collect},
      {{Method::post, "/v1/tenants/{tenant}/subjects"},
       Operation::recording,
       Where::io,
       Needs::nothing,
       tenant_facts,
       record_subject},
      {{Method::post, "/v1/tenants/{tenant}/lookup"},
       Operation::retrieval,
       Where::io,
       Needs::purpose,
       lookup_facts,
       lookup},
      {{Method::get, "/v1/tenants/{tenant}/subjects/{subject}/records"},
       Operation::retrieval,
       Where::io,
       Needs::nothing,
       subject_facts,
       list_records},
      {{Method::get, "/v1/tenants/{tenant}/subjects/{subject}/storage"},
       Operation::storage,
       Where::pool,
       Needs::nothing,
       subject_facts,
       storage},
      {{Method::put, "/v1/tenants/{tenant}/subjects/{subject}/restriction"},
       Operation::restriction,
       Where::io,
       Needs::nothing,
       subject_facts,
       restrict},
      {{Method::del, "/v1/tenants/{tenant}/subjects/{subject}/restriction"},
       Operation::restriction,
       Where::io,
       Needs::nothing,
       subject_facts,
       lift_restriction},
      {{Method::post, "/v1/tenants/{tenant}/subjects/{subject}/erasure"},
       Operation::erasure,
       Where::io,
       Needs::nothing,
       subject_facts,
       erase},
  };
}

}  // namespace troth::app

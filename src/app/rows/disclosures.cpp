#include "vault/disclose.h"

#include "app/row.h"
#include "http/json.h"
#include "vault/facts.h"
#include "vault/ledger.h"

// Disclosure by transmission, its recipients and its ledger; and dissemination, which there is not.

namespace troth::app {
namespace {

using act::Operation;
using http::Method;

constexpr std::size_t kNameBytes = 40;

Result<vault::RecipientName> recipient_of(Call const& call) {
  auto name = vault::RecipientName::parse(call.path("name"));
  if (!name)
    return fail(Code::invalid, "a name is a to z, 0 to 9, _ and -, starts with a letter, at most 40", "{name}");
  return *name;
}

/// What the body of a disclosure names.
struct Asked {
  vault::Disclosing what;
  SubjectId subject;
  std::vector<std::string> fields;
};

template <class SomeId>
Result<SomeId> id_in(http::JsonReader& body, std::string_view member, std::string at) {
  TROTH_TRY(std::string text, body.text(member, kNameBytes));
  auto id = SomeId::parse(text);
  if (!id) return fail(Code::not_found, "there is nothing here", std::move(at));
  return *id;
}

Result<Asked> asked_in(Call const& call) {
  TROTH_TRY(auto body, http::JsonReader::object(call.request.body));
  Asked out;
  TROTH_TRY(std::string recipient, body.text("recipient", kNameBytes));
  auto const name = vault::RecipientName::parse(recipient);
  if (!name) return fail(Code::denied, "the tenant has no such recipient", "/recipient");
  out.what.recipient = *name;
  TROTH_TRY(out.subject, id_in<SubjectId>(body, "subject", "/subject"));
  TROTH_TRY(std::string collection, body.text("collection", kNameBytes));
  auto const place = CollectionName::parse(collection);
  if (!place) return fail(Code::not_found, "the tenant has no such collection", "/collection");
  out.what.collection = *place;
  TROTH_TRY(out.what.record, id_in<RecordId>(body, "record", "/record"));
  TROTH_TRY(out.fields, body.texts("fields", vault::Collection::kMaxFields, kNameBytes));
  if (out.fields.empty()) return fail(Code::invalid, "name the fields that are disclosed, one by one", "/fields");
  TROTH_TRY(body.done());
  return out;
}

/// The subject stands in the body here: its state is judged like that of a path.
Result<access::Facts> disclosure_facts(vault::Context const& context, Call const& call) {
  TROTH_TRY(auto asked, asked_in(call));
  TROTH_TRY(auto facts, vault::subject_facts(context.snapshot, call.tenant, asked.subject));
  if (facts.subject == access::SubjectState::absent) return facts;
  TROTH_TRY(
      vault::add_field_rules(context.snapshot, call.tenant, facts, asked.what.collection, call.purpose, asked.fields));
  return facts;
}

Result<vault::Decision> disclose(vault::Context const& context, access::Grant const& grant, Call const& call) {
  TROTH_TRY(auto asked, asked_in(call));
  return vault::disclose(context, grant, asked.what);
}

Result<vault::Decision> define(vault::Context const& context, access::Grant const& grant, Call const& call) {
  TROTH_TRY(auto name, recipient_of(call));
  return vault::define_recipient(context, grant, name, call.request.body);
}

Result<vault::Decision> suspend(vault::Context const& context, access::Grant const& grant, Call const& call) {
  TROTH_TRY(auto name, recipient_of(call));
  return vault::suspend_recipient(context, grant, name);
}

Result<vault::Decision> list(vault::Context const& context, access::Grant const& grant, Call const&) {
  return vault::list_recipients(context, grant);
}

Result<vault::Decision> ledger(vault::Context const& context, access::Grant const& grant, Call const& call) {
  return vault::list_disclosures(context, grant, call.query("cursor"));
}

Result<vault::Decision> disseminate(vault::Context const&, access::Grant const&, Call const&) {
  return fail(Code::denied,
              "nothing is made public here, whoever asks: data goes to a named recipient, sealed for its key: "
              "POST .../disclosures");
}

}  // namespace

std::vector<Row> disclosure_rows() {
  constexpr std::string_view kRecipient = "/v1/tenants/{tenant}/recipients/{name}";
  auto const rules = [](http::Route route, Handler handler) {
    return Row(route, Operation::administration, Where::io, Needs::nothing, tenant_facts, handler);
  };
  return {
      rules({Method::put, kRecipient}, define),
      rules({Method::del, kRecipient}, suspend),
      rules({Method::get, "/v1/tenants/{tenant}/recipients"}, list),
      {{Method::post, "/v1/tenants/{tenant}/disclosures"},
       Operation::disclosure,
       Where::io,
       Needs::fields,
       disclosure_facts,
       disclose},
      {{Method::get, "/v1/tenants/{tenant}/subjects/{subject}/disclosures"},
       Operation::retrieval,
       Where::io,
       Needs::nothing,
       subject_facts,
       ledger},
      {{Method::post, "/v1/tenants/{tenant}/dissemination"},
       Operation::dissemination,
       Where::io,
       Needs::nothing,
       tenant_facts,
       disseminate},
  };
}

}  // namespace troth::app

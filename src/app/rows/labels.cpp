#include "vault/labels.h"

#include "app/row.h"
#include "http/json.h"
#include "vault/classes.h"

// organisation: declared labels, what carries them, and who looks after a person.

namespace troth::app {
namespace {

using act::Operation;
using http::Method;

Result<vault::LabelName> label_of(Call const& call) {
  auto name = vault::LabelName::parse(call.path("label"));
  if (!name) return fail(Code::not_found, "declare the label first: PUT .../labels/{name}", "{label}");
  return *name;
}

/// The record of the path, or none where the path ends with the person.
Result<vault::Labelled> thing_of(Call const& call) {
  if (!call.matched.path.contains("record")) return vault::Labelled();
  auto collection = CollectionName::parse(call.path("collection"));
  auto record = RecordId::parse(call.path("record"));
  if (!collection || !record) return fail(Code::not_found, "there is nothing here");
  return vault::Labelled(vault::RecordName{*collection, *record});
}

Result<> no_body(Call const& call) {
  if (call.request.body.empty() || call.request.body == "{}") return {};
  return fail(Code::invalid, "the path says it all; send no body");
}

Result<vault::Decision> declare(vault::Context const& context, access::Grant const& grant, Call const& call) {
  auto name = vault::LabelName::parse(call.path("name"));
  if (!name)
    return fail(Code::invalid, "a name is a to z, 0 to 9, _ and -, starts with a letter, at most 40", "{name}");
  TROTH_TRY(auto body, http::JsonReader::object(call.request.body));
  TROTH_TRY(std::string title, body.text("title", 200));
  TROTH_TRY(std::string class_name, body.text("class", 20));
  TROTH_TRY(auto reason, body.maybe_text("reason", 500));
  TROTH_TRY(body.done());
  return vault::declare_label(context, grant, *name, title, class_name, reason);
}

Result<vault::Decision> put(vault::Context const& context, access::Grant const& grant, Call const& call) {
  TROTH_TRY(auto thing, thing_of(call));
  TROTH_TRY(auto label, label_of(call));
  TROTH_TRY(no_body(call));
  return vault::put_label(context, grant, thing, label);
}

Result<vault::Decision> take(vault::Context const& context, access::Grant const& grant, Call const& call) {
  TROTH_TRY(auto thing, thing_of(call));
  TROTH_TRY(auto label, label_of(call));
  TROTH_TRY(no_body(call));
  return vault::take_label(context, grant, thing, label);
}

Result<vault::Decision> show(vault::Context const& context, access::Grant const& grant, Call const& call) {
  TROTH_TRY(auto thing, thing_of(call));
  return vault::show_labels(context, grant, thing);
}

Result<vault::Decision> assign(vault::Context const& context, access::Grant const& grant, Call const& call) {
  TROTH_TRY(auto body, http::JsonReader::object(call.request.body));
  TROTH_TRY(std::string text, body.text("principal", 40));
  TROTH_TRY(body.done());
  auto principal = PrincipalId::parse(text);
  if (!principal) return fail(Code::invalid, "name an active principal of the tenant", "/principal");
  return vault::assign(context, grant, *principal);
}

Result<vault::Decision> unassign(vault::Context const& context, access::Grant const& grant, Call const& call) {
  TROTH_TRY(no_body(call));
  return vault::assign(context, grant, std::nullopt);
}

Result<vault::Decision> classes(vault::Context const& context, access::Grant const& grant, Call const&) {
  return vault::class_histogram(context, grant);
}

}  // namespace

std::vector<Row> label_rows() {
  constexpr std::string_view kOfSubject = "/v1/tenants/{tenant}/subjects/{subject}/labels/{label}";
  constexpr std::string_view kOfRecord =
      "/v1/tenants/{tenant}/subjects/{subject}/records/{collection}/{record}/labels/{label}";
  constexpr std::string_view kAssignee = "/v1/tenants/{tenant}/subjects/{subject}/assignee";
  auto organising = [](Method method, std::string_view pattern, Handler handler) {
    return Row({method, pattern}, Operation::organisation, Where::io, Needs::nothing, subject_facts, handler);
  };
  auto showing = [](std::string_view pattern) {
    return Row({Method::get, pattern}, Operation::retrieval, Where::io, Needs::nothing, subject_facts, show);
  };
  return {
      {{Method::put, "/v1/tenants/{tenant}/labels/{name}"},
       Operation::administration,
       Where::io,
       Needs::nothing,
       tenant_facts,
       declare},
      organising(Method::put, kOfSubject, put),
      organising(Method::del, kOfSubject, take),
      organising(Method::put, kOfRecord, put),
      organising(Method::del, kOfRecord, take),
      organising(Method::put, kAssignee, assign),
      organising(Method::del, kAssignee, unassign),
      showing("/v1/tenants/{tenant}/subjects/{subject}/labels"),
      showing("/v1/tenants/{tenant}/subjects/{subject}/records/{collection}/{record}/labels"),
      {{Method::get, "/v1/tenants/{tenant}/classes"},
       Operation::administration,
       Where::pool,
       Needs::nothing,
       tenant_facts,
       classes},
  };
}

}  // namespace troth::app

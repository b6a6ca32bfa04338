#include "vault/forms.h"

#include "app/row.h"
#include "app/rows/categories.h"
#include "http/json.h"
#include "vault/facts.h"

// Collection from a website: notices, forms, their tokens, what a page sends, and the receipts of it.

namespace troth::app {
namespace {

using act::Operation;
using http::Method;

constexpr std::size_t kWordBytes = 40;

/// A name that is to be made is invalid if it is none.
template <class SomeName>
Result<SomeName> new_name(Call const& call) {
  auto name = SomeName::parse(call.path("name"));
  if (!name)
    return fail(Code::invalid, "a name is a to z, 0 to 9, _ and -, starts with a letter, at most 40", "{name}");
  return *name;
}

Result<vault::FormName> form_name(Call const& call) {
  auto name = vault::FormName::parse(call.path("name"));
  if (!name) return fail(Code::not_found, "there is nothing here");
  return *name;
}

Result<vault::Decision> define_notice(vault::Context const& context, access::Grant const& grant, Call const& call) {
  TROTH_TRY(auto name, new_name<vault::NoticeName>(call));
  TROTH_TRY(auto body, http::JsonReader::object(call.request.body));
  TROTH_TRY(std::string version, body.text("version", kWordBytes));
  TROTH_TRY(std::string hash, body.text("sha256", 64));
  TROTH_TRY(std::string title, body.text("title", 200));
  TROTH_TRY(body.done());
  return vault::define_notice(context, grant, name, version, hash, title);
}

Result<vault::Decision> define_form(vault::Context const& context, access::Grant const& grant, Call const& call) {
  TROTH_TRY(auto name, new_name<vault::FormName>(call));
  return vault::define_form(context, grant, name, call.request.body);
}

Result<vault::Decision> issue_token(vault::Context const& context, access::Grant const& grant, Call const& call) {
  TROTH_TRY(auto name, form_name(call));
  TROTH_TRY(auto body, http::JsonReader::object(call.request.body.empty() ? "{}" : call.request.body));
  TROTH_TRY(auto days, body.maybe_integer("days", 1, 90));
  TROTH_TRY(body.done());
  return vault::issue_form_token(context, grant, name, days.value_or(90));
}

Result<> read_notice(http::JsonValue value, vault::Submission& out) {
  TROTH_TRY(auto notice, http::JsonReader::object(std::move(value), "/notice"));
  TROTH_TRY(out.notice.version, notice.text("version", kWordBytes));
  TROTH_TRY(out.notice.hash, notice.text("sha256", 64));
  TROTH_TRY(out.notice.choice, notice.text("choice", kWordBytes));
  TROTH_TRY(std::string shown_at, notice.text("shown_at", kWordBytes));
  TROTH_TRY(out.prechecked, notice.boolean("prechecked", false));
  TROTH_TRY(notice.done());
  auto const time = parse_rfc3339(shown_at);
  if (!time) return fail(Code::invalid, "a UTC time like 2026-11-22T09:30:00Z", "/notice/shown_at");
  out.shown_at = *time;
  return {};
}

Result<vault::Decision> collect(vault::Context const& context, access::Grant const& grant, Call const& call) {
  TROTH_TRY(auto name, form_name(call));
  TROTH_TRY(auto body, http::JsonReader::object(call.request.body));
  TROTH_TRY(auto record, body.any("record"));
  if (!record.object()) return fail(Code::invalid, "a record is an object of fields", "/record");
  vault::Submission sent;
  sent.record = *record.object();
  TROTH_TRY(auto notice, body.any("notice"));
  TROTH_TRY(read_notice(std::move(notice), sent));
  TROTH_TRY(sent.age, body.maybe_text("age", kWordBytes));
  TROTH_TRY(body.done());
  sent.origin = call.header("Origin");
  return vault::collect_by_form(context, grant, name, std::move(sent));
}

/// Leave to open the receipts, and no record.
Result<access::Facts> receipt_facts(vault::Context const& context, Call const& call) {
  TROTH_TRY(auto facts, subject_facts(context, call));
  facts.collection = vault::receipt_place();
  return facts;
}

Result<vault::Decision> show_receipts(vault::Context const& context, access::Grant const& grant, Call const&) {
  return vault::show_receipts(context, grant);
}

}  // namespace

std::vector<Row> form_rows() {
  std::vector<Row> out = {
      {{Method::put, "/v1/tenants/{tenant}/notices/{name}"},
       Operation::administration,
       Where::io,
       Needs::nothing,
       tenant_facts,
       define_notice},
      {{Method::put, "/v1/tenants/{tenant}/forms/{name}"},
       Operation::administration,
       Where::io,
       Needs::nothing,
       tenant_facts,
       define_form},
      {{Method::post, "/v1/tenants/{tenant}/forms/{name}/tokens"},
       Operation::administration,
       Where::io,
       Needs::nothing,
       tenant_facts,
       issue_token},
      {{Method::post, "/v1/tenants/{tenant}/forms/{name}/collect"},
       Operation::collection,
       Where::io,
       Needs::nothing,
       tenant_facts,
       collect},
      {{Method::get, "/v1/tenants/{tenant}/subjects/{subject}/receipts"},
       Operation::retrieval,
       Where::io,
       Needs::nothing,
       receipt_facts,
       show_receipts},
  };
  for (auto& row : category_rows()) out.push_back(std::move(row));
  return out;
}

}  // namespace troth::app

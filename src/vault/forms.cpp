#include "vault/forms.h"

#include <algorithm>

#include "access/tables.h"
#include "base/json_writer.h"
#include "crypto/hash.h"
#include "vault/facts.h"
#include "vault/forms_tables.h"
#include "vault/own.h"
#include "vault/principals.h"

// Administration of forms: what a tenant's people lay down before a page may send anything.

namespace troth::vault {
namespace {

constexpr auto kCollectOnly = act::Permissions().with(act::Permission::collect);

Result<> refer(Context const& context, TenantId tenant, Form const& form) {
  TROTH_TRY(bool const known, knows_purpose(context.snapshot, tenant, form.purpose));
  if (!known) return fail(Code::invalid, "define the purpose first: PUT .../purposes/{name}", "/purpose");
  auto collection = load_collection(context.snapshot, tenant, form.collection);
  if (!collection && collection.error().code == Code::not_found)
    return fail(Code::invalid, "define the collection first: PUT .../collections/{name}", "/collection");
  if (!collection) return std::move(collection).error();
  auto notice = load_notice(context.snapshot, tenant, form.notice);
  if (!notice && notice.error().code == Code::not_found)
    return fail(Code::invalid, "put the notice in force first: PUT .../notices/{name}", "/notice");
  if (!notice) return std::move(notice).error();
  return fits(form, *collection);
}

}  // namespace

Result<> fits(Form const& form, Collection const& collection) {
  auto const reached = collection.allowed(form.purpose);
  for (std::size_t i = 0; i < form.fields.size(); ++i) {
    auto const at = "/fields/" + std::to_string(i);
    auto const index = collection.find(form.fields[i]);
    if (!index) return fail(Code::invalid, "the collection does not declare this field", at);
    if ((reached >> *index & 1) == 0)
      return fail(Code::invalid, "the form's purpose does not reach this field; take in no more than it needs", at);
  }
  for (auto const& field : collection.fields)
    if (field.required && std::ranges::find(form.fields, field.name.text()) == form.fields.end())
      return fail(Code::invalid, "the collection requires a field that the form does not take",
                  "/fields (" + field.name.text() + ")");
  return {};
}

Result<Decision> define_form(Context const& context, access::Grant const& grant, FormName const& name,
                             std::string_view definition) {
  TROTH_TRY(not_from_outside(grant));
  auto const now = context.clock.now();
  auto before = load_form(context.snapshot, grant.tenant(), name);
  if (!before && before.error().code != Code::not_found) return std::move(before).error();
  auto const principal = before ? before->principal : PrincipalId::make(now, context.random);
  std::uint32_t const version = before ? before->version + 1 : 1;
  TROTH_TRY(auto form, parse_form(name, version, principal, definition));
  TROTH_TRY(refer(context, grant.tenant(), form));

  std::string const text = form_text(form);
  Json what;
  what.object().member("form", name.text()).member("version", version).member("principal", principal.text());
  what.key("definition").raw(text).end();
  TROTH_TRY(auto event, tell(context, grant, act::EventType::administered, what.text()));
  auto set = store::WriteSet(std::move(event))
                 .then(sql::put_form, {grant.tenant(), name.text(), version, principal, text, now});
  if (version == 1)
    set = std::move(set).then(access::sql::insert_principal, {grant.tenant(), principal, "form-" + name.text(),
                                                              static_cast<std::int64_t>(kCollectOnly.bits()), now});
  return Decision{std::move(set), reply(version == 1 ? 201 : 200, what.text())};
}

Result<Decision> issue_form_token(Context const& context, access::Grant const& grant, FormName const& name,
                                  std::int64_t days) {
  TROTH_TRY(not_from_outside(grant));
  TROTH_TRY(auto form, load_form(context.snapshot, grant.tenant(), name));
  TROTH_TRY(auto minted, mint(context, grant.tenant(), form.principal, kCollectOnly, days));
  auto describe = [&](Json& json) {
    json.member("form", name.text()).member("principal", form.principal.text());
    json.member("token_id", minted.credential.id.text()).member("expires", rfc3339(minted.terms.expires));
  };
  Json what, answer;
  describe(what.object());
  TROTH_TRY(auto event, tell(context, grant, act::EventType::token_issued, what.end().text()));
  Secret const text = minted.credential.text();
  describe(answer.object().member("token", as_text(text.view())));
  auto set = store::WriteSet(std::move(event))
                 .then(access::sql::insert_token, minted.row)
                 .require(sql::guard_form, {grant.tenant(), name.text(), form.version});
  return Decision{std::move(set), reply(201, answer.end().text())};
}

}  // namespace troth::vault

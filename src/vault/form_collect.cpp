#include "base/json_writer.h"
#include "base/mutant.h"
#include "vault/card_numbers.h"
#include "vault/forms.h"
#include "vault/forms_tables.h"
#include "vault/receipt.h"
#include "vault/sealing.h"
#include "vault/tables.h"

// collection from a website (TE-1.1): the page's origin, the notice in force, the person's own choice, the form's
// fields, its quota; then the record and the receipt are sealed and written whole. Nothing else that the browser sends
// is kept.

namespace troth::vault {
namespace {

constexpr auto kClockError = std::chrono::minutes(5);  // of a visitor's device
constexpr auto kShownWithin = std::chrono::hours(24);

Result<> check_choice(Submission const& sent, Time now) {
  if (sent.prechecked)
    return fail(Code::denied, "a box that was ticked beforehand is no consent (Planet49, C-673/17)",
                "/notice/prechecked");
  if (sent.notice.choice != "accepted")
    return fail(Code::denied, "the person did not accept the notice; nothing was taken in", "/notice/choice");
  if (sent.shown_at > now + kClockError || sent.shown_at + kShownWithin < now)
    return fail(Code::invalid, "the notice is shown before the data is sent, and within a day of it",
                "/notice/shown_at");
  return {};
}

Result<> check_age(Form const& form, std::optional<std::string> const& age) {
  if (age && *age != "adult" && *age != "child")
    return fail(Code::invalid, "a person is an adult or a child", "/age (one of adult, child)");
  if (form.ages == Ages::none && age)
    return fail(Code::invalid, "the form has no policy for ages; it takes no such statement", "/age");
  if (form.ages != Ages::none && !age)
    return fail(Code::invalid, "the form needs the age that the person declares", "/age");
  if (form.ages == Ages::adults && *age == "child")
    return fail(Code::denied, "the form takes adults only; nothing was taken in", "/age");
  return {};
}

/// What the page sent, in what the form takes: other fields are refused, card numbers refused or masked.
Result<http::JsonValue::Object> check_fields(Form const& form, Collection const& collection,
                                             http::JsonValue::Object members) {
  auto const reached = collection.allowed(form.purpose);
  for (auto& [name, value] : members) {
    auto const at = "/record/" + name;
    auto const index = collection.find(name);
    if (!index) return fail(Code::invalid, "the collection does not declare this field", at);
    if (!form.takes(name)) return fail(Code::invalid, "the form does not take this field", at);
    if ((reached >> *index & 1) == 0 && !TROTH_MUTANT("form-field-taken"))
      return fail(Code::invalid, "the form's purpose does not reach this field any more", at);
    if (value.integer() && !card_numbers(std::to_string(*value.integer())).empty())
      return fail(Code::invalid, "this looks like a payment card number; the vault does not take those", at);
    if (value.text() && form.cards == Cards::mask) value = http::JsonValue(mask_card_numbers(*value.text()));
  }
  auto checked = check_record(collection, std::move(members), false);
  if (checked) return checked;
  Error refusal = std::move(checked).error();
  refusal.at = "/record" + refusal.at;
  return refusal;
}

/// The act of one token of the form.
Result<Form> form_of(Context const& context, access::Grant const& grant, FormName const& name) {
  TROTH_TRY(auto form, load_form(context.snapshot, grant.tenant(), name));
  if (form.principal != grant.actor().principal) return fail(Code::not_found, "there is nothing here");
  return form;
}

std::string what_collected(SealedRecord const& sealed, Receipt const& receipt) {
  Json json;
  json.object().member("collection", sealed.place.collection.text()).member("record", sealed.place.record.text());
  json.member("version", sealed.place.version).member("envelope_sha256", hex(sealed.envelope_hash));
  return json.key("receipt").raw(receipt.text()).end().text();
}

http::Response taken(SealedRecord const& sealed, TenantId tenant) {
  Json json;
  json.object().member("subject", sealed.place.subject.text()).member("record", sealed.place.record.text());
  json.member("retain_until", rfc3339(sealed.retain_until)).end();
  return reply(201, json.text(),
               "/v1/tenants/" + tenant.text() + "/subjects/" + sealed.place.subject.text() + "/records/" +
                   sealed.place.collection.text() + "/" + sealed.place.record.text());
}

}  // namespace

Result<Decision> collect_by_form(Context const& context, access::Grant const& grant, FormName const& name,
                                 Submission sent) {
  auto const now = context.clock.now();
  auto const tenant = grant.tenant();
  TROTH_TRY(auto form, form_of(context, grant, name));
  if (!form.answers(sent.origin)) return fail(Code::denied, "the form does not answer this origin", "Origin");
  TROTH_TRY(form.quota.check(context.snapshot, tenant, name, now));
  TROTH_TRY(auto notice, load_notice(context.snapshot, tenant, form.notice));
  TROTH_TRY(check_notice(notice, sent.notice));
  TROTH_TRY(check_choice(sent, now));
  TROTH_TRY(check_age(form, sent.age));
  TROTH_TRY(auto sealing, Sealing::prepare(context, tenant, form.collection));
  TROTH_TRY(auto members, check_fields(form, sealing.collection(), std::move(sent.record)));

  auto const subject = SubjectId::make(now, context.random);
  TROTH_TRY(auto fresh, context.keyring.new_subject(tenant, subject));
  auto const id = RecordId::make(now, context.random);
  TROTH_TRY(auto sealed, sealing.seal(context, grant, subject, fresh.key, id, 1, members));
  Receipt const receipt{form.name, form.version, form.purpose, notice.name, sent.notice, sent.shown_at, now, sent.age};
  TROTH_TRY(auto row, receipt.row(context, grant, sealed.place, fresh.key));
  TROTH_TRY(auto event, tell(context, grant, act::EventType::collected, what_collected(sealed, receipt),
                             Json().object().member("subject", subject.text()).end().text(), subject, fresh.key));
  auto set = store::WriteSet(std::move(event))
                 .key(fresh.row.sql, std::move(fresh.row.params))
                 .require(sql::guard_form, {tenant, name.text(), form.version})
                 .then(sql::insert_subject, {tenant, subject, now})
                 .then(sql::insert_record, record_row(sealed))
                 .then_each(sql::insert_index, index_rows(sealed));
  if (!TROTH_MUTANT("receipt-not-kept")) set = std::move(set).then(sql::insert_receipt, std::move(row));
  set = guard_notice(form.quota.count(std::move(set), tenant, name, now), tenant, notice);
  return Decision{std::move(set), taken(sealed, tenant)};
}

}  // namespace troth::vault

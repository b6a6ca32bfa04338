#include "vault/disclose.h"

#include <algorithm>

#include "base/json_writer.h"
#include "base/mutant.h"
#include "crypto/hash.h"
#include "vault/classes.h"
#include "vault/ledger_tables.h"
#include "vault/sealing.h"
#include "vault/tables.h"

// disclosure by transmission: the one way in which a record's fields are made for somebody else (TE-1.9). Who asks
// carries the sealed text to the recipient and can read nothing of it.

namespace troth::vault {
namespace {

using DisclosureId = Id<struct DisclosureTag>;

/// The gate: what must hold of the recipient at this moment.
Result<RecipientVersion> admit(Context const& context, access::Grant const& grant, RecipientName const& name) {
  TROTH_TRY(auto found, load_recipient(context.snapshot, grant.tenant(), name));
  if (!found)
    return fail(Code::denied, "the tenant has no such recipient: PUT .../recipients/{name} with its contract and key",
                "/recipient");
  if (!found->active) return fail(Code::denied, "the recipient is suspended", "/recipient");
  auto const& recipient = found->recipient;
  bool const over = recipient.contract && recipient.contract->expires <= context.clock.now();
  if (over && !TROTH_MUTANT("recipient-contract-ignored"))
    return fail(Code::denied, "the contract with the recipient has run out", "/recipient");
  if (auto allowed = check_transfer(recipient); !allowed)
    return fail(Code::denied, allowed.error().message, "/recipient");
  bool const meant = std::ranges::find(recipient.purposes, *grant.purpose()) != recipient.purposes.end();
  if (!meant && !TROTH_MUTANT("recipient-purpose-ignored"))
    return fail(Code::denied, "the recipient gets nothing for this purpose", "Purpose");
  return std::move(*found);
}

/// Said before anything is sealed; the set's own step holds it against those that come at the same time.
Result<> within_budget(Context const& context, access::Grant const& grant, std::int64_t hour) {
  TROTH_TRY(auto row, context.snapshot.one(sql::select_budget, {grant.tenant(), grant.actor().principal}));
  if (row && (*row)[0].integer() == hour && (*row)[1].integer() >= kDisclosuresAnHour)
    return fail(Code::exhausted, "a principal discloses at most 1,000 times an hour");
  return {};
}

struct Payload {
  DisclosureId id;
  Time at;
  std::uint32_t version;  ///< of the record
  std::string fields;     ///< JSON: the names
  std::string text;       ///< what is sealed; zeroed by the caller
};

Result<Payload> payload(Context const& context, access::Grant const& grant, Disclosing const& asked) {
  SubjectId const subject = *grant.facts().subject_id;
  TROTH_TRY(auto collection, load_collection(context.snapshot, grant.tenant(), asked.collection));
  TROTH_TRY(auto row,
            context.snapshot.one(sql::select_record, {grant.tenant(), subject, asked.collection.text(), asked.record}));
  TROTH_TRY(bool const unseen, hidden(context, grant, subject, asked.collection, asked.record));
  if (!row || unseen) return fail(Code::not_found, "there is nothing here", "/record");
  auto const now = context.clock.now();
  Payload out{DisclosureId::make(now, context.random), now, static_cast<std::uint32_t>((*row)[0].integer()), {}, {}};
  RecordPlace const place{grant.tenant(), subject,     asked.collection,
                          asked.record,   out.version, static_cast<std::uint32_t>((*row)[1].integer())};
  auto const mask = grant.facts().fields.asked;
  if ((mask & hidden_fields(grant, collection)) != 0)
    return fail(Code::denied, "a field of a special category is not yours to disclose", "/fields");
  TROTH_TRY(auto members, open_record(context, grant, place, mask, (*row)[3].bytes()));
  Json names;
  names.array();
  http::JsonValue::Object shown;
  for (auto const& field : collection.names(mask)) {
    names.value(field);
    if (auto member = members.find(field); member != members.end()) shown.insert(members.extract(member));
  }
  out.fields = names.end().text();
  Json json;
  json.object().member("disclosure", out.id.text()).member("at", rfc3339(now)).member("tenant", grant.tenant().text());
  json.member("recipient", asked.recipient.text()).member("purpose", grant.purpose()->text());
  json.member("subject", subject.text()).member("collection", asked.collection.text());
  json.member("record", asked.record.text()).member("version", out.version);
  out.text = json.key("fields").raw(http::JsonValue(std::move(shown)).dump()).end().text();
  return out;
}

std::string what_disclosed(Disclosing const& asked, RecipientVersion const& to, Payload const& payload,
                           access::Grant const& grant, crypto::Digest const& sealed) {
  Json json;
  json.object().member("disclosure", payload.id.text()).member("recipient", to.name.text());
  json.member("recipient_version", to.version).member("purpose", grant.purpose()->text());
  json.member("collection", asked.collection.text()).member("record", asked.record.text());
  json.member("version", payload.version).key("fields").raw(payload.fields);
  return json.member("payload_sha256", hex(sealed)).end().text();
}

std::string answer(RecipientVersion const& to, Payload const& payload, std::string const& jwe,
                   crypto::Digest const& sealed) {
  Json json;
  json.object().member("disclosure", payload.id.text()).member("recipient", to.name.text());
  json.member("recipient_version", to.version).member("at", rfc3339(payload.at));
  json.member("payload_sha256", hex(sealed)).member("jwe", jwe);
  if (TROTH_MUTANT("disclosed-in-clear")) json.key("clear").raw(payload.text);
  return json.end().text();
}

}  // namespace

Result<Decision> disclose(Context const& context, access::Grant const& grant, Disclosing const& asked) {
  SubjectId const subject = *grant.facts().subject_id;
  TROTH_TRY(auto to, admit(context, grant, asked.recipient));
  std::int64_t const hour = std::chrono::floor<std::chrono::hours>(context.clock.now()).time_since_epoch().count();
  TROTH_TRY(within_budget(context, grant, hour));
  TROTH_TRY(auto made, payload(context, grant, asked));
  auto const& key = to.recipient.key;
  auto jwe = crypto::jwe_seal(key.point, key.kid, made.text, context.random);
  std::string const body = jwe ? answer(to, made, *jwe, crypto::sha256(as_bytes(*jwe))) : std::string();
  explicit_bzero(made.text.data(), made.text.size());
  if (!jwe) return std::move(jwe).error();
  auto const sealed = crypto::sha256(as_bytes(*jwe));

  TROTH_TRY(auto event, tell(context, grant, act::EventType::disclosed, what_disclosed(asked, to, made, grant, sealed),
                             Json().object().member("subject", subject.text()).end().text()));
  auto set = store::WriteSet(std::move(event))
                 .require(sql::guard_recipient, {grant.tenant(), to.name.text(), to.version})
                 .then(sql::take_disclosure, {grant.tenant(), grant.actor().principal, hour, kDisclosuresAnHour},
                       store::kOne, Code::exhausted);
  if (!TROTH_MUTANT("ledger-row-dropped"))
    set = std::move(set).then(sql::insert_disclosure,
                              {grant.tenant(), subject, made.id, to.name.text(), to.version, asked.collection.text(),
                               asked.record, made.version, made.fields, grant.purpose()->text(),
                               Bytes(sealed.begin(), sealed.end()), grant.actor().principal, made.at});
  std::string const at = "/v1/tenants/" + grant.tenant().text() + "/subjects/" + subject.text() + "/disclosures";
  return Decision{std::move(set), reply(201, body, at)};
}

}  // namespace troth::vault

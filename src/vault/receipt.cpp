#include "vault/receipt.h"

#include "base/json_writer.h"
#include "vault/classes.h"
#include "vault/forms_tables.h"

namespace troth::vault {
namespace {

/// A receipt stands at its record's id, under a name and a schema that no record has: neither opens as the other.
RecordPlace place_of(TenantId tenant, SubjectId subject, RecordId record) {
  return {tenant, subject, receipt_place(), record, 1, 0};
}

std::string whom(SubjectId subject) { return Json().object().member("subject", subject.text()).end().text(); }

}  // namespace

CollectionName receipt_place() { return *CollectionName::parse("receipt"); }

std::string Receipt::text() const {
  Json json;
  json.object().member("form", form.text()).member("form_version", form_version).member("purpose", purpose.text());
  json.member("notice", name.text()).member("version", notice.version).member("sha256", notice.hash);
  json.member("choice", notice.choice).member("shown_at", rfc3339(shown_at)).member("taken_at", rfc3339(taken_at));
  if (age) json.member("age", *age);
  return json.end().text();
}

Result<store::Params> Receipt::row(Context const& context, access::Grant const& grant, RecordPlace const& record,
                                   keys::SubjectKey const& key) const {
  auto const place = place_of(record.tenant, record.subject, record.record);
  TROTH_TRY(Bytes envelope,
            RecordCipher::seal(grant, context.keyring.cell(), key, place, as_bytes(text()), context.random));
  return store::Params{record.tenant,       record.subject, record.record, record.collection.text(),
                       std::move(envelope), taken_at};
}

Result<Decision> show_receipts(Context const& context, access::Grant const& grant) {
  SubjectId const subject = *grant.facts().subject_id;
  TROTH_TRY(grant.alive(context.clock.now()));
  TROTH_TRY(bool const away, hidden(context, grant, subject));
  if (away) return fail(Code::not_found, "there is nothing here");
  TROTH_TRY(auto rows,
            context.snapshot.query(sql::select_receipts, {grant.tenant(), subject, special_counts(grant), Bytes()}));
  Json json;
  json.object().key("receipts").array();
  std::int64_t shown = 0;
  for (auto const& row : rows) {
    auto const record = row[0].id<RecordId>();
    TROTH_TRY(std::uint32_t version, RecordCipher::key_version(row[2].bytes()));
    TROTH_TRY(auto key, context.keyring.subject(grant.tenant(), subject, version));
    TROTH_TRY(Secret text, RecordCipher::open(grant, context.keyring.cell(), key,
                                              place_of(grant.tenant(), subject, record), 0, row[2].bytes()));
    json.object().member("collection", row[1].text()).member("record", record.text());
    json.key("receipt").raw(as_text(text.view())).end();
    if (++shown == 100) break;
  }
  json.end().member("more", rows.size() > 100).end();
  Json what;
  what.object().member("receipts", shown).end();
  TROTH_TRY(auto event, tell(context, grant, act::EventType::retrieved, what.text(), whom(subject)));
  return Decision{store::WriteSet(std::move(event)), reply(200, json.text())};
}

}  // namespace troth::vault

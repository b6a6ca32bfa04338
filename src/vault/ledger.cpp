#include "vault/ledger.h"

#include "base/json_writer.h"
#include "vault/classes.h"
#include "vault/ledger_tables.h"
#include "vault/recipients.h"

namespace troth::vault {
namespace {

constexpr int kPage = 100;
using DisclosureId = Id<struct DisclosureTag>;

void describe(Json& json, store::Row const& row) {
  json.object().member("disclosure", row[0].id<DisclosureId>().text()).member("recipient", row[1].text());
  json.member("recipient_version", row[2].integer()).member("collection", row[3].text());
  json.member("record", row[4].id<RecordId>().text()).member("record_version", row[5].integer());
  json.key("fields").raw(row[6].text()).member("purpose", row[7].text());
  json.member("payload_sha256", hex(row[8].bytes())).member("at", rfc3339(row[9].time())).end();
}

Result<Bytes> after(std::string_view cursor) {
  if (cursor.empty()) return Bytes();
  auto id = DisclosureId::parse(cursor);
  if (!id) return fail(Code::invalid, "send the cursor that the page before gave", "cursor");
  return id->bytes();
}

}  // namespace

Result<Told> told_of(store::Reader& snapshot, TenantId tenant, SubjectId subject, std::int64_t special) {
  TROTH_TRY(auto rows, snapshot.query(sql::told_recipients, {tenant, subject, special, Bytes()}));
  Json json, names;
  json.array();
  names.array();
  Told out;
  for (auto const& row : rows) {
    auto name = RecipientName::parse(row[0].text());
    if (!name) return fail(Code::corrupt, "the ledger names a recipient that cannot be");
    TROTH_TRY(auto recipient, load_recipient(snapshot, tenant, *name));
    if (!recipient) return fail(Code::corrupt, "the ledger names a recipient that is not there");
    out.disclosures += row[1].integer();
    names.value(name->text());
    json.object().member("recipient", name->text()).member("title", recipient->recipient.title);
    json.member("disclosures", row[1].integer()).member("first", rfc3339(row[2].time()));
    json.member("last", rfc3339(row[3].time())).end();
  }
  out.recipients = json.end().text();
  out.names = names.end().text();
  return out;
}

Result<Decision> list_disclosures(Context const& context, access::Grant const& grant, std::string_view cursor) {
  TROTH_TRY(auto from, after(cursor));
  SubjectId const subject = *grant.facts().subject_id;
  TROTH_TRY(bool const unseen, hidden(context, grant, subject));
  if (unseen) return fail(Code::not_found, "there is nothing here");
  TROTH_TRY(auto told, told_of(context.snapshot, grant.tenant(), subject, special_counts(grant)));
  TROTH_TRY(auto rows, context.snapshot.query(sql::list_disclosures,
                                              {grant.tenant(), subject, from, special_counts(grant), Bytes(), kPage}));
  Json json, what, whom;
  json.object().key("recipients").raw(told.recipients).key("disclosures").array();
  for (auto const& row : rows) describe(json, row);
  json.end();
  if (rows.size() == kPage) json.member("next", rows.back()[0].id<DisclosureId>().text());
  json.end();
  what.object().member("disclosures", std::int64_t(rows.size())).end();
  whom.object().member("subject", subject.text()).end();
  TROTH_TRY(auto event, tell(context, grant, act::EventType::retrieved, what.text(), whom.text()));
  return Decision{store::WriteSet(std::move(event)), reply(200, json.text())};
}

}  // namespace troth::vault

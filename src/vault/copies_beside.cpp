#include "vault/copies.h"
#include "vault/copies_tables.h"
#include "vault/facts.h"
#include "vault/forms_tables.h"
#include "vault/links.h"
#include "vault/receipt.h"

// What a person's copy says of that which stands beside the records: sorting, objections, links, receipts of notices.

namespace troth::vault {

Result<> write_labels(Context const& context, access::Grant const& grant, SubjectId subject, Json& json) {
  TROTH_TRY(auto rows, context.snapshot.query(sql::copy_labels, {grant.tenant(), subject}));
  json.array();
  for (auto const& row : rows) {
    json.object().member("label", row[2].text());
    if (!row[0].text().empty()) json.member("collection", row[0].text()).member("record", row[1].id<RecordId>().text());
    json.member("at", rfc3339(row[3].time())).end();
  }
  json.end();
  return {};
}

/// Art. 21: what the person does not want to be processed for.
Result<> write_objections(Context const& context, access::Grant const& grant, SubjectId subject, Json& json) {
  TROTH_TRY(auto rows, context.snapshot.query(sql::copy_objections, {grant.tenant(), subject}));
  json.array();
  for (auto const& row : rows)
    json.object().member("purpose", row[0].text()).member("at", rfc3339(row[1].time())).end();
  json.end();
  return {};
}

/// The subjects that were taken for the same person; each has a copy of its own.
Result<> write_links(Context const& context, access::Grant const& grant, SubjectId subject, Json& json) {
  TROTH_TRY(auto rows, context.snapshot.query(sql::copy_links, {grant.tenant(), subject}));
  json.array();
  for (auto const& row : rows) {
    json.object().member("link", row[0].id<LinkId>().text()).member("from", row[1].id<SubjectId>().text());
    json.member("into", row[2].id<SubjectId>().text()).member("basis", row[3].text());
    json.member("at", rfc3339(row[4].time())).end();
  }
  json.end();
  return {};
}

/// Which notice was shown when data came in from a form, and what was chosen (Art. 13).
Result<> write_notices(Context const& context, access::Grant const& grant, SubjectId subject, Json& json) {
  TROTH_TRY(auto facts, subject_facts(context.snapshot, grant.tenant(), subject));
  facts.collection = receipt_place();
  TROTH_TRY(auto leave, leave_to_copy(context, grant, std::move(facts)));
  TROTH_TRY(auto rows, context.snapshot.query(sql::select_receipts, {grant.tenant(), subject, 1, Bytes()}));
  json.array();
  for (auto const& row : rows) {
    auto const record = row[0].id<RecordId>();
    RecordPlace const place{grant.tenant(), subject, receipt_place(), record, 1, 0};
    TROTH_TRY(std::uint32_t version, RecordCipher::key_version(row[2].bytes()));
    TROTH_TRY(auto key, context.keyring.subject(grant.tenant(), subject, version));
    TROTH_TRY(Secret text, RecordCipher::open(leave, context.keyring.cell(), key, place, 0, row[2].bytes()));
    json.object().member("collection", row[1].text()).member("record", record.text());
    json.key("receipt").raw(as_text(text.view())).end();
  }
  json.end();
  return {};
}

}  // namespace troth::vault

#include "base/json_writer.h"
#include "vault/classes.h"
#include "vault/operations.h"
#include "vault/tables.h"

// storage: a statement of where and how the subject's data lies, made from the rows themselves (TE-1.5).

namespace troth::vault {

Result<Decision> state_storage(Context const& context, access::Grant const& grant, Stores const& stores) {
  SubjectId const subject = *grant.facts().subject_id;
  TROTH_TRY(auto row, context.snapshot.one(sql::select_subject, {grant.tenant(), subject}));
  TROTH_TRY(bool const away, hidden(context, grant, subject));
  if (!row || away) return fail(Code::not_found, "there is nothing here");
  TROTH_TRY(auto counts, context.snapshot.query(sql::count_records, {grant.tenant(), subject, special_counts(grant)}));
  TROTH_TRY(auto key, context.keyring.subject(grant.tenant(), subject));

  Json json;
  json.object().member("subject", subject.text()).member("state", (*row)[0].text());
  if (!(*row)[2].text().empty()) json.member("ground", (*row)[2].text());
  json.member("since", rfc3339((*row)[3].time())).member("region", context.keyring.cell().region);
  json.key("encryption").object().member("suite", "AES-256-GCM").member("key", "per subject");
  json.member("key_version", key.version()).end();
  json.key("stores").object().member("data", stores.data).member("keys", stores.keys);
  json.member("keys_beside_data", stores.keys_beside_data).end();
  json.key("collections").array();
  for (auto const& count : counts) {
    json.object().member("collection", count[0].text()).member("records", count[1].integer());
    json.member("first_expiry", rfc3339(count[2].time())).member("last_expiry", rfc3339(count[3].time())).end();
  }
  json.end().member("backups", "none are configured").end();
  TROTH_TRY(auto event, tell(context, grant, act::EventType::storage_stated, "{}",
                             Json().object().member("subject", subject.text()).end().text()));
  return Decision{store::WriteSet(std::move(event)), reply(200, json.text())};
}

}  // namespace troth::vault

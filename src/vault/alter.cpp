#include "base/json_writer.h"
#include "vault/classes.h"
#include "vault/ledger.h"
#include "vault/ledger_tables.h"
#include "vault/operations.h"
#include "vault/sealing.h"
#include "vault/tables.h"

// alteration (GDPR Art. 16): other values for some fields. Resealed as the next version; the one before is kept,
// sealed.

namespace troth::vault {
namespace {

std::string what_altered(SealedRecord const& sealed, http::JsonValue::Object const& changes) {
  Json json;
  json.object().member("collection", sealed.place.collection.text()).member("record", sealed.place.record.text());
  json.member("version", sealed.place.version)
      .member("envelope_sha256", hex(sealed.envelope_hash))
      .key("fields")
      .array();
  for (auto const& [field, value] : changes) json.value(field);
  return json.end().end().text();
}

/// All index rows of the record are written anew: few, and right whatever changed, in the record or in its structure.
store::WriteSet reindexed(store::WriteSet set, SealedRecord const& sealed) {
  auto const& place = sealed.place;
  return std::move(set)
      .then(sql::delete_index_of, {place.tenant, place.subject, place.collection.text(), place.record}, store::kAny)
      .then_each(sql::insert_index, index_rows(sealed));
}

/// Fields that the structure has dropped stay behind in the version before.
void drop_undeclared(Collection const& collection, http::JsonValue::Object& members) {
  std::erase_if(members, [&](auto const& member) { return !collection.find(member.first); });
}

}  // namespace

Result<Decision> alter(Context const& context, access::Grant const& grant, CollectionName const& name, RecordId record,
                       http::JsonValue::Object changes, std::uint32_t if_version) {
  SubjectId const subject = *grant.facts().subject_id;
  TROTH_TRY(auto sealing, Sealing::prepare(context, grant.tenant(), name));
  TROTH_TRY(changes, check_record(sealing.collection(), std::move(changes), true));
  TROTH_TRY(auto row, context.snapshot.one(sql::select_record, {grant.tenant(), subject, name.text(), record}));
  TROTH_TRY(bool const away, hidden(context, grant, subject, name, record));
  if (!row || away) return fail(Code::not_found, "there is nothing here");
  auto const version = static_cast<std::uint32_t>((*row)[0].integer());
  if (version != if_version)
    return fail(Code::precondition, "the record has moved on; consult it again and send its ETag", "If-Match");

  RecordPlace const place{grant.tenant(), subject, name,
                          record,         version, static_cast<std::uint32_t>((*row)[1].integer())};
  TROTH_TRY(auto members, open_record(context, grant, place, grant.facts().fields.asked, (*row)[3].bytes()));
  // Brought up to the present structure: a field it no longer has stays in the version before.
  std::erase_if(members, [&](auto const& member) { return !sealing.collection().find(member.first); });
  drop_undeclared(sealing.collection(), members);
  for (auto const& [field, value] : changes) members.insert_or_assign(field, value);
  TROTH_TRY(members, check_record(sealing.collection(), std::move(members), false));
  TROTH_TRY(auto key, context.keyring.subject(grant.tenant(), subject));
  TROTH_TRY(auto sealed, sealing.seal(context, grant, subject, key, record, version + 1, members));

  TROTH_TRY(auto event, tell(context, grant, act::EventType::altered, what_altered(sealed, changes),
                             Json().object().member("subject", subject.text()).end().text()));
  TROTH_TRY(auto told, told_of(context.snapshot, grant.tenant(), subject));  // Art. 19: they are to be told
  store::Params const at{grant.tenant(), subject, name.text(), record, version};
  auto set = store::WriteSet(std::move(event))
                 .then(sql::keep_history, at, store::kOne, Code::precondition)
                 .then(sql::update_record,
                       {sealed.place.version, sealed.place.schema, sealed.key_version, sealed.envelope, sealed.at,
                        grant.tenant(), subject, name.text(), record, version},
                       store::kOne, Code::precondition)
                 .require(sql::guard_disclosures, {grant.tenant(), subject, told.disclosures});
  Json json;
  json.object().member("record", record.text()).member("version", sealed.place.version);
  json.key("recipients").raw(told.recipients).end();
  Decision out{reindexed(std::move(set), sealed), reply(200, json.text())};
  out.reply.headers.add("ETag", "\"" + std::to_string(sealed.place.version) + "\"");
  return out;
}

}  // namespace troth::vault

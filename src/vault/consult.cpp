#include "base/json_writer.h"
#include "vault/operations.h"
#include "vault/sealing.h"
#include "vault/tables.h"

// consultation: a person or a service looks at the fields its purpose reaches, and the look is on record before the
// answer leaves (TE-1.7).

namespace troth::vault {
namespace {

constexpr std::size_t kMaxReason = 500;

std::string what_consulted(Collection const& collection, RecordId record, std::uint32_t version,
                           access::Grant const& grant) {
  Json json;
  json.object().member("collection", collection.name.text()).member("record", record.text()).member("version", version);
  json.member("purpose", grant.purpose()->text()).key("fields").array();
  for (auto const& field : collection.names(grant.facts().fields.asked)) json.value(field);
  return json.end().end().text();
}

std::string whom_consulted(SubjectId subject, std::string_view reason) {
  Json json;
  json.object().member("subject", subject.text());
  if (!reason.empty()) json.member("reason", reason);
  return json.end().text();
}

}  // namespace

Result<Decision> consult(Context const& context, access::Grant const& grant, CollectionName const& name,
                         RecordId record, std::string_view reason) {
  if (reason.size() > kMaxReason || !is_utf8(reason))
    return fail(Code::invalid, "a reason is text of at most 500 bytes", "Reason");
  SubjectId const subject = *grant.facts().subject_id;
  TROTH_TRY(auto collection, load_collection(context.snapshot, grant.tenant(), name));
  TROTH_TRY(auto row, context.snapshot.one(sql::select_record, {grant.tenant(), subject, name.text(), record}));
  if (!row) return fail(Code::not_found, "there is nothing here");
  auto const version = static_cast<std::uint32_t>((*row)[0].integer());
  RecordPlace const place{grant.tenant(), subject, name,
                          record,         version, static_cast<std::uint32_t>((*row)[1].integer())};
  auto const mask = grant.facts().fields.asked;
  TROTH_TRY(auto members, open_record(context, grant, place, mask, (*row)[3].bytes()));

  http::JsonValue::Object shown;
  for (auto const& field : collection.names(mask))
    if (auto member = members.find(field); member != members.end()) shown.insert(members.extract(member));
  TROTH_TRY(auto event, tell(context, grant, act::EventType::consulted,
                             what_consulted(collection, record, version, grant), whom_consulted(subject, reason)));
  Json json;
  json.object().member("record", record.text()).member("version", version).key("fields");
  json.raw(http::JsonValue(std::move(shown)).dump()).end();
  Decision out{store::WriteSet(std::move(event)), reply(200, json.text())};
  out.reply.headers.add("ETag", "\"" + std::to_string(version) + "\"");
  return out;
}

}  // namespace troth::vault

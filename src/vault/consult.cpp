#include "base/json_writer.h"
#include "base/mutant.h"
#include "vault/classes.h"
#include "vault/operations.h"
#include "vault/sealing.h"
#include "vault/use_tables.h"

// consultation: a person or a service looks at the fields its purpose reaches, and the look is on record before the
// answer leaves (TE-1.7).

namespace troth::vault {
namespace {

constexpr std::size_t kMaxReason = 500;
/// Columns of sql::select_consulted, which is one statement because this is the act that is done most.
constexpr std::size_t kSpecialLabels = 3, kReasonRule = 4, kAssigned = 5;

bool is_there(std::int64_t special_labels, access::Grant const& grant) {
  return special_labels == 0 || sees_special(grant) || TROTH_MUTANT("special-shown");
}

/// As the purpose was defined (rules.h): a look that its terms ask a reason for is refused without one.
Result<> reason_given(std::string_view rule, bool assigned, std::string_view reason) {
  if (!reason.empty() || rule == "never" || (rule == "others" && assigned)) return {};
  return fail(Code::required, "this purpose asks for the reason of the look: send it in the Reason header", "Reason");
}

std::string what_consulted(Collection const& collection, RecordId record, std::uint32_t version,
                           access::Grant const& grant, access::FieldMask mask) {
  Json json;
  json.object().member("collection", collection.name.text()).member("record", record.text()).member("version", version);
  json.member("purpose", grant.purpose()->text()).key("fields").array();
  for (auto const& field : collection.names(mask)) json.value(field);
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
  TROTH_TRY(auto row,
            context.snapshot.one(sql::select_consulted, {grant.tenant(), subject, name.text(), record, Bytes(),
                                                         grant.purpose()->text(), grant.actor().principal}));
  if (!row || !is_there((*row)[kSpecialLabels].integer(), grant)) return fail(Code::not_found, "there is nothing here");
  TROTH_TRY(reason_given((*row)[kReasonRule].text(), (*row)[kAssigned].integer() > 0, reason));
  auto const version = static_cast<std::uint32_t>((*row)[0].integer());
  RecordPlace const place{grant.tenant(), subject, name,
                          record,         version, static_cast<std::uint32_t>((*row)[1].integer())};
  auto const mask = grant.facts().fields.asked & ~hidden_fields(grant, collection);
  TROTH_TRY(auto members, open_record(context, grant, place, mask, (*row)[2].bytes()));

  http::JsonValue::Object shown;
  for (auto const& field : collection.names(mask))
    if (auto member = members.find(field); member != members.end()) shown.insert(members.extract(member));
  TROTH_TRY(auto event,
            tell(context, grant, act::EventType::consulted, what_consulted(collection, record, version, grant, mask),
                 whom_consulted(subject, reason)));
  Json json;
  json.object().member("record", record.text()).member("version", version).key("fields");
  json.raw(http::JsonValue(std::move(shown)).dump()).end();
  Decision out{store::WriteSet(std::move(event)), reply(200, json.text())};
  out.reply.headers.add("ETag", "\"" + std::to_string(version) + "\"");
  return out;
}

}  // namespace troth::vault

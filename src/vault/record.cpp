#include "base/json_writer.h"
#include "vault/notices.h"
#include "vault/sealing.h"
#include "vault/tables.h"

// collection and recording: what was taken in is written whole, sealed before it leaves this call (TE-1.1, TE-1.2).

namespace troth::vault {
namespace {

std::string what_recorded(SealedRecord const& sealed, Notice const* notice) {
  Json json;
  json.object().member("collection", sealed.place.collection.text()).member("record", sealed.place.record.text());
  json.member("version", sealed.place.version).member("envelope_sha256", hex(sealed.envelope_hash));
  if (notice) {
    json.key("notice").object().member("version", notice->version).member("sha256", notice->hash);
    json.member("choice", notice->choice).end();
  }
  return json.end().text();
}

std::string whom(SubjectId subject) { return Json().object().member("subject", subject.text()).end().text(); }

std::string path_of(TenantId tenant, SubjectId subject) {
  return "/v1/tenants/" + tenant.text() + "/subjects/" + subject.text();
}

http::Response created(SealedRecord const& sealed) {
  auto const& place = sealed.place;
  Json json;
  json.object().member("subject", place.subject.text()).member("collection", place.collection.text());
  json.member("record", place.record.text()).member("version", place.version);
  json.member("retain_until", rfc3339(sealed.retain_until)).end();
  auto out =
      reply(201, json.text(),
            path_of(place.tenant, place.subject) + "/records/" + place.collection.text() + "/" + place.record.text());
  out.headers.add("ETag", "\"" + std::to_string(place.version) + "\"");
  return out;
}

store::WriteSet with_record(act::Event event, SealedRecord const& sealed) {
  return store::WriteSet(std::move(event))
      .then(sql::insert_record, record_row(sealed))
      .then_each(sql::insert_index, index_rows(sealed));
}

}  // namespace

Result<Decision> record(Context const& context, access::Grant const& grant, CollectionName const& name,
                        http::JsonValue::Object members) {
  SubjectId const subject = *grant.facts().subject_id;
  TROTH_TRY(auto sealing, Sealing::prepare(context, grant.tenant(), name));
  TROTH_TRY(members, check_record(sealing.collection(), std::move(members), false));
  TROTH_TRY(auto key, context.keyring.subject(grant.tenant(), subject));
  auto const id = RecordId::make(context.clock.now(), context.random);
  TROTH_TRY(auto sealed, sealing.seal(context, grant, subject, key, id, 1, members));
  TROTH_TRY(auto event, tell(context, grant, act::EventType::recorded, what_recorded(sealed, nullptr), whom(subject),
                             subject, key));
  return Decision{with_record(std::move(event), sealed), created(sealed)};
}

Result<Decision> record_subject(Context const& context, access::Grant const& grant) {
  auto const now = context.clock.now();
  auto const subject = SubjectId::make(now, context.random);
  TROTH_TRY(auto fresh, context.keyring.new_subject(grant.tenant(), subject));
  TROTH_TRY(auto event,
            tell(context, grant, act::EventType::recorded, "{\"subject\":\"new\"}", whom(subject), subject, fresh.key));
  auto set = store::WriteSet(std::move(event))
                 .key(fresh.row.sql, std::move(fresh.row.params))
                 .then(sql::insert_subject, {grant.tenant(), subject, now});
  return Decision{std::move(set), reply(201, whom(subject), path_of(grant.tenant(), subject))};
}

Result<Decision> collect(Context const& context, access::Grant const& grant, CollectionName const& name,
                         http::JsonValue::Object members, Notice const& notice) {
  if (notice.choice != "accepted")
    return fail(Code::denied, "the person did not accept the notice; nothing was taken in", "/notice/choice");
  TROTH_TRY(auto const in_force, trusted_notice(context, grant, notice));
  TROTH_TRY(auto sealing, Sealing::prepare(context, grant.tenant(), name));
  TROTH_TRY(members, check_record(sealing.collection(), std::move(members), false));
  auto const now = context.clock.now();
  auto const subject = SubjectId::make(now, context.random);
  TROTH_TRY(auto fresh, context.keyring.new_subject(grant.tenant(), subject));
  auto const id = RecordId::make(now, context.random);
  TROTH_TRY(auto sealed, sealing.seal(context, grant, subject, fresh.key, id, 1, members));
  TROTH_TRY(auto event, tell(context, grant, act::EventType::collected, what_recorded(sealed, &notice), whom(subject),
                             subject, fresh.key));
  auto set = store::WriteSet(std::move(event))
                 .key(fresh.row.sql, std::move(fresh.row.params))
                 .then(sql::insert_subject, {grant.tenant(), subject, now})
                 .then(sql::insert_record, record_row(sealed))
                 .then_each(sql::insert_index, index_rows(sealed));
  if (in_force) set = guard_notice(std::move(set), grant.tenant(), *in_force);
  return Decision{std::move(set), created(sealed)};
}

}  // namespace troth::vault

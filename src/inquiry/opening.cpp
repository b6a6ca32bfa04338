#include "inquiry/opening.h"

#include "audit/part_of_person.h"
#include "base/json_writer.h"
#include "inquiry/answer.h"
#include "inquiry/tables.h"
#include "merkle/tree.h"

namespace troth::inquiry {
namespace {

using act::Part;
using audit::PartCipher;

Result<> open_whom(vault::Context const& context, TenantId log, Persons& persons, store::Row const& row,
                   keys::AuditKey const& tenant, Opened& out) {
  PartCipher::Place const place{log, out.id, Part::whom, out.at};
  auto const& sealed = row[7].bytes();
  if (row[8].is_null()) {
    TROTH_TRY(out.parts[2], PartCipher::open(tenant, place, sealed));
    return {};
  }
  auto const subject = row[8].id<SubjectId>();
  TROTH_TRY(bool const here, persons.here(subject));
  out.erased = sealed.empty() || !here;
  if (out.erased) return {};
  auto key = context.keyring.subject(log, subject);
  if (!key && key.error().code == Code::gone) {
    out.erased = true;  // the key goes first, the rows follow
    return {};
  }
  if (!key) return std::move(key).error();
  TROTH_TRY(out.parts[2], audit::open_of_person(context.keyring, subject, *key, place, sealed));
  out.subject = subject;
  out.key = std::move(*key);
  return {};
}

void put_part(Json& json, std::string_view name, std::optional<audit::OpenedPart> const& part) {
  json.key(name);
  if (part)
    json.raw(as_text(part->part));
  else
    json.null();
}

void put_nonce(Json& json, std::string_view name, std::optional<audit::OpenedPart> const& part) {
  json.key(name);
  if (part)
    json.value(base64(part->nonce));
  else
    json.null();
}

std::string describe(Opened const& event, Place const& place) {
  Json json;
  json.object().member("event", event.id.text()).member("index", place.index).member("epoch", place.epoch);
  json.member("type", act::name(event.type)).member("at", rfc3339(event.at)).member("leaf", base64(event.leaf));
  json.member("leaf_hash", hex(merkle::leaf_hash(event.leaf)));
  put_part(json, "what", event.part(Part::what));
  put_part(json, "who", event.part(Part::who));
  put_part(json, "whom", event.part(Part::whom));
  json.member("erased", event.erased).key("nonces").object();
  put_nonce(json, "what", event.part(Part::what));
  put_nonce(json, "who", event.part(Part::who));
  put_nonce(json, "whom", event.part(Part::whom));
  return json.end().end().text();
}

}  // namespace

Result<Opened> open(vault::Context const& context, access::Grant const& grant, Persons& persons, std::int64_t seq,
                    bool whom) {
  TROTH_TRY(may_read(context, grant));
  TenantId const log = grant.tenant();
  TROTH_TRY(auto row, context.snapshot.one(sql::whole, {log, seq}));
  if (!row) return fail(Code::not_found, "there is nothing here");
  Opened out;
  out.seq = seq;
  out.id = (*row)[1].id<EventId>();
  out.at = (*row)[2].time();
  auto const type = act::event_type(static_cast<std::uint16_t>((*row)[3].integer()));
  if (!type) return fail(Code::corrupt, "an event is of a type that this version does not know");
  out.type = *type;
  out.leaf = (*row)[4].bytes();
  TROTH_TRY(auto key, context.keyring.audit(log));
  TROTH_TRY(out.parts[0], PartCipher::open(key, {log, out.id, Part::what, out.at}, (*row)[5].bytes()));
  TROTH_TRY(out.parts[1], PartCipher::open(key, {log, out.id, Part::who, out.at}, (*row)[6].bytes()));
  if (whom) TROTH_TRY(open_whom(context, log, persons, *row, key, out));
  return out;
}

Result<act::Event> tell_opened(vault::Context const& context, access::Grant const& grant, Opened const& opened,
                               std::string_view parts) {
  Json what;
  what.object().member("event", opened.id.text()).member("parts", parts).end();
  if (!opened.subject) return vault::tell(context, grant, act::EventType::log_opened, what.text());
  return vault::tell(context, grant, act::EventType::log_opened, what.text(),
                     Json().object().member("subject", opened.subject->text()).end().text(), *opened.subject,
                     *opened.key);
}

Result<vault::Decision> show(vault::Context const& context, access::Grant const& grant, std::string_view event) {
  TROTH_TRY(may_read(context, grant));
  TROTH_TRY(auto view, LogView::load(context.snapshot, grant.tenant()));
  TROTH_TRY(auto const seq, view.find(context.snapshot, event));
  Persons persons(context.snapshot, grant.tenant());
  TROTH_TRY(auto const opened, open(context, grant, persons, seq, true));
  TROTH_TRY(auto told, tell_opened(context, grant, opened, opened.erased ? "what,who" : "what,who,whom"));
  return vault::Decision{persons.guarded(store::WriteSet(std::move(told))),
                         vault::reply(200, describe(opened, view.place_of(seq)))};
}

}  // namespace troth::inquiry

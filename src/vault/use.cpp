#include "vault/use.h"

#include "base/json_writer.h"
#include "base/mutant.h"
#include "crypto/hash.h"
#include "vault/blind_index.h"
#include "vault/classes.h"
#include "vault/sealing.h"
#include "vault/tables.h"
#include "vault/use_budget.h"
#include "vault/use_tables.h"

// use of one person's values: verified, compared, never shown (TE-1.8).

namespace troth::vault {
namespace {

/// A value in the one spelling that equal values share; invalid if it is not of the field's type.
Result<std::string> spelled(Field const& field, http::JsonValue const& value) {
  switch (field.type) {
    case FieldType::text:
      if (!value.text()) return fail(Code::invalid, "this field holds text", "/value");
      if (auto out = normalise(field.normaliser, *value.text()); out || !field.indexed) return out;
      return fail(Code::invalid, "this is no value of the field's kind", "/value");
    case FieldType::integer:
      if (!value.integer()) return fail(Code::invalid, "this field holds an integer", "/value");
      return std::to_string(*value.integer());
    case FieldType::boolean:
      if (!value.boolean()) return fail(Code::invalid, "this field holds true or false", "/value");
      return std::string(*value.boolean() ? "true" : "false");
    case FieldType::timestamp:
      if (auto at = value.text() ? parse_rfc3339(*value.text()) : std::nullopt) return rfc3339(*at);
      return fail(Code::invalid, "this field holds a UTC time like 2026-11-22T09:30:00Z", "/value");
  }
  TROTH_CHECK(false);
  return std::string();
}

/// In a time that depends on neither value: their hashes are compared.
bool same(std::string_view one, std::string_view other) {
  return crypto::equal_constant_time(crypto::sha256(as_bytes(one)), crypto::sha256(as_bytes(other)));
}

std::string_view order(auto const& one, auto const& other) {
  return one < other ? "less" : other < one ? "greater" : "equal";
}

Result<std::string_view> relation(Field const& field, http::JsonValue const& one, http::JsonValue const& other) {
  TROTH_TRY(std::string const first, spelled(field, one));
  TROTH_TRY(std::string const second, spelled(field, other));
  if (field.type == FieldType::integer) return order(*one.integer(), *other.integer());
  if (field.type == FieldType::timestamp) return order(*parse_rfc3339(first), *parse_rfc3339(second));
  return std::string_view(same(first, second) ? "equal" : "different");
}

/// The stored value, or none where the record lacks the field; not_found where the record is not there for the actor.
Result<std::optional<http::JsonValue>> stored(Context const& context, access::Grant const& grant,
                                              CollectionName const& name, Spot const& spot, access::FieldMask mask) {
  SubjectId const subject = *grant.facts().subject_id;
  TROTH_TRY(bool const away, hidden(context, grant, subject, name, spot.record));
  TROTH_TRY(auto row, context.snapshot.one(sql::select_record, {grant.tenant(), subject, name.text(), spot.record}));
  if (!row || away) return fail(Code::not_found, "there is nothing here");
  RecordPlace const place{grant.tenant(),
                          subject,
                          name,
                          spot.record,
                          static_cast<std::uint32_t>((*row)[0].integer()),
                          static_cast<std::uint32_t>((*row)[1].integer())};
  TROTH_TRY(auto members, open_record(context, grant, place, mask, (*row)[3].bytes()));
  auto member = members.find(spot.field);
  if (member == members.end()) return std::optional<http::JsonValue>();
  return std::optional(std::move(member->second));
}

/// The field, if it may be used by the actor.
Result<std::size_t> usable(access::Grant const& grant, Collection const& collection, std::string const& field,
                           std::string_view at) {
  auto const index = collection.find(field);
  if (!index) return fail(Code::invalid, "the collection has no such field", std::string(at));
  if (hidden_fields(grant, collection) >> *index & 1)
    return fail(Code::denied, "the field is special; this needs the permission read_special", std::string(at));
  return *index;
}

/// What was found out is about the person, so it stands in the part of the event that goes with the person's key.
Result<Decision> told(Context const& context, access::Grant const& grant, CollectionName const& name, Spot const& spot,
                      std::string_view act, std::string_view outcome, Spot const* with) {
  TROTH_TRY(auto rule, context.snapshot.one(sql::select_purpose_rule, {grant.tenant(), grant.purpose()->text()}));
  Json what, whom;
  what.object().member("act", act).member("collection", name.text()).member("record", spot.record.text());
  what.member("field", spot.field).member("purpose", grant.purpose()->text());
  what.member("automated", rule && (*rule)[0].integer() == 1);
  if (with) what.key("with").object().member("record", with->record.text()).member("field", with->field).end();
  what.end();
  SubjectId const subject = *grant.facts().subject_id;
  whom.object().member("subject", subject.text()).member("outcome", outcome).end();
  TROTH_TRY(auto event, tell(context, grant, act::EventType::used, what.text(), whom.text()));
  TROTH_TRY(auto set, spend(context, grant, {name.text(), spot.field, subject}, store::WriteSet(std::move(event))));
  if (with && with->field != spot.field) {  // each of the two tells of the other
    TROTH_TRY(set, spend(context, grant, {name.text(), with->field, subject}, std::move(set)));
  }
  return Decision{std::move(set), reply(200, Json().object().member("outcome", outcome).end().text())};
}

}  // namespace

Result<Decision> verify(Context const& context, access::Grant const& grant, CollectionName const& name,
                        Spot const& spot, http::JsonValue const& value) {
  TROTH_TRY(auto collection, load_collection(context.snapshot, grant.tenant(), name));
  TROTH_TRY(auto const index, usable(grant, collection, spot.field, "/field"));
  Field const& field = collection.fields[index];
  TROTH_TRY(std::string const wanted, spelled(field, value));
  TROTH_TRY(auto const held, stored(context, grant, name, spot, access::FieldMask{1} << index));
  auto const own = held ? spelled(field, *held) : Result<std::string>(std::string());
  bool const equal = same(own ? *own : std::string(), wanted) && held && own;
  TROTH_TRY(auto out, told(context, grant, name, spot, "verify", equal ? "equal" : "different", nullptr));
  if (held && TROTH_MUTANT("verify-shows-value"))
    out.reply.body = Json().object().member("outcome", "different").key("value").raw(held->dump()).end().text();
  return out;
}

Result<Decision> compare(Context const& context, access::Grant const& grant, CollectionName const& name,
                         Spot const& one, Spot const& other) {
  TROTH_TRY(auto collection, load_collection(context.snapshot, grant.tenant(), name));
  TROTH_TRY(auto const first, usable(grant, collection, one.field, "/field"));
  TROTH_TRY(auto const second, usable(grant, collection, other.field, "/with/field"));
  if (collection.fields[first].type != collection.fields[second].type)
    return fail(Code::invalid, "two fields compare if they are of one type", "/with/field");
  TROTH_TRY(auto const held, stored(context, grant, name, one, access::FieldMask{1} << first));
  TROTH_TRY(auto const held_too, stored(context, grant, name, other, access::FieldMask{1} << second));
  std::string_view outcome = "unknown";
  if (held && held_too) {
    TROTH_TRY(outcome, relation(collection.fields[first], *held, *held_too));
  }
  return told(context, grant, name, one, "compare", outcome, &other);
}

}  // namespace troth::vault

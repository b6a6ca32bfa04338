#include "inquiry/blast_radius.h"

#include <map>
#include <set>

#include "audit/part_cipher.h"
#include "base/json_writer.h"
#include "http/json.h"
#include "inquiry/answer.h"
#include "inquiry/tables.h"
#include "inquiry/walk.h"

namespace troth::inquiry {
namespace {

using audit::SearchKind;

/// Columns of the rows of `reach`.
enum Column : std::size_t { kSeq, kEvent, kAt, kType, kSubject, kWhomLength, kWhat };

struct Person {
  std::uint64_t events = 0;
  std::set<std::string> fields;
  bool erased = false;
  bool purged = false;  ///< its id is the erasure's handle
};

/// "contact.email" of {"collection":"contact","fields":["email"]}; an act that names no fields reaches none by name.
void add_fields(std::set<std::string>& out, http::JsonValue const& what) {
  auto const* members = what.object();
  if (!members) return;
  auto const collection = members->find("collection"), fields = members->find("fields");
  if (collection == members->end() || fields == members->end()) return;
  auto const* name = collection->second.text();
  auto const* list = fields->second.array();
  if (!name || !list) return;
  for (auto const& field : *list)
    if (auto const* text = field.text()) out.insert(*name + "." + *text);
}

class Tally {
 public:
  Tally(vault::Context const& context, TenantId tenant, keys::AuditKey const& key)
      : tenant_(tenant), key_(key), persons_(context.snapshot, tenant) {}

  Result<> add(store::Row const& row) {
    auto const type = act::event_type(static_cast<std::uint16_t>(row[kType].integer()));
    if (!type) return fail(Code::corrupt, "an event is of a type that this version does not know");
    ++events_;
    ++types_[act::name(*type)];
    if (row[kSubject].is_null()) {
      ++without_subject_;
      return {};
    }
    auto const subject = row[kSubject].id<SubjectId>();
    auto& person = of_[subject];
    ++person.events;
    person.purged |= row[kWhomLength].integer() == 0;
    TROTH_TRY(bool const here, persons_.here(subject));
    person.erased |= person.purged || !here;
    return open_fields(row, person);
  }

  std::uint64_t events() const { return events_; }
  std::size_t subjects() const { return of_.size(); }
  std::string describe(std::int64_t upto, bool complete) const;
  store::WriteSet guarded(store::WriteSet set) const { return persons_.guarded(std::move(set)); }

 private:
  Result<> open_fields(store::Row const& row, Person& person) {
    audit::PartCipher::Place const place{tenant_, row[kEvent].id<EventId>(), act::Part::what, row[kAt].time()};
    TROTH_TRY(auto opened, audit::PartCipher::open(key_, place, row[kWhat].bytes()));
    TROTH_TRY(auto what, http::parse_json(as_text(opened.part)));
    add_fields(person.fields, what);
    return {};
  }

  TenantId tenant_;
  keys::AuditKey const& key_;
  Persons persons_;
  std::map<SubjectId, Person> of_;
  std::map<std::string_view, std::uint64_t> types_;
  std::uint64_t events_ = 0, without_subject_ = 0;
};

void put(Json& json, SubjectId id, Person const& person) {
  json.object();
  if (!person.erased) json.member("subject", id.text());
  if (person.purged) json.member("handle", hex(id.view()));
  if (person.erased) json.member("erased", true);
  json.member("events", person.events).key("fields").array();
  for (auto const& field : person.fields) json.value(field);
  json.end().end();
}

std::string Tally::describe(std::int64_t upto, bool complete) const {
  std::map<std::string_view, std::uint64_t> fields;
  std::uint64_t erased = 0;
  for (auto const& [id, person] : of_) {
    erased += person.erased;
    for (auto const& field : person.fields) ++fields[field];
  }
  Json json;
  json.object().member("subjects", static_cast<std::uint64_t>(of_.size())).member("erased_since", erased);
  json.member("events", events_).member("without_subject", without_subject_).key("fields").object();
  for (auto const& [field, persons] : fields) json.member(field, persons);
  json.end().key("types").object();
  for (auto const& [type, events] : types_) json.member(type, events);
  json.end().key("of").array();
  std::size_t listed = 0;
  for (auto it = of_.begin(); it != of_.end() && listed < Reach::kMostListed; ++it, ++listed)
    put(json, it->first, it->second);
  json.end().member("listed", static_cast<std::uint64_t>(listed)).member("searched_to", upto);
  return json.member("complete", complete).end().text();
}

Result<act::Event> tell_reach(vault::Context const& context, access::Grant const& grant, Reach const& reach,
                              Tally const& tally) {
  Json what;
  what.object();
  if (reach.actor) what.member("of_actor", reach.actor->text());
  if (reach.token) what.member("of_token", reach.token->text());
  what.member("from", rfc3339(reach.from)).member("to", rfc3339(reach.to)).member("events", tally.events());
  what.member("subjects", static_cast<std::uint64_t>(tally.subjects())).end();
  return vault::tell(context, grant, act::EventType::blast_radius, what.text());
}

}  // namespace

Result<vault::Decision> blast_radius(vault::Context const& context, access::Grant const& grant, Reach const& reach) {
  TROTH_TRY(may_read(context, grant));
  if (reach.actor.has_value() == reach.token.has_value())
    return fail(Code::invalid, "name one of actor, token and session", "/");
  if (reach.from > reach.to) return fail(Code::invalid, "the span ends before it begins", "/to");
  TROTH_TRY(auto view, LogView::load(context.snapshot, grant.tenant()));
  TROTH_TRY(auto const start, view.first_at(context.snapshot, reach.from - kTimeSlack));
  TROTH_TRY(auto const below, view.first_at(context.snapshot, reach.to + kTimeSlack));
  TROTH_TRY(auto key, context.keyring.audit(grant.tenant()));
  Tally tally(context, grant.tenant(), key);
  auto take = [&](store::Row const& row) -> Result<bool> {
    Time const at = row[kAt].time();
    if (at < reach.from || at > reach.to) return true;
    TROTH_TRY(tally.add(row));
    return true;
  };
  Chosen chosen = reach.actor ? Chosen{SearchKind::actor, reach.actor->bytes(), sql::reach, sql::reach_actor}
                              : Chosen{SearchKind::token, reach.token->bytes(), sql::reach, sql::reach_token};
  TROTH_TRY(auto const upto,
            Walk(context.snapshot, view, std::move(chosen)).run(start, below, Reach::kMostEvents, take));
  TROTH_TRY(auto event, tell_reach(context, grant, reach, tally));
  return vault::Decision{tally.guarded(store::WriteSet(std::move(event))),
                         vault::reply(200, tally.describe(upto, upto >= below))};
}

}  // namespace troth::inquiry

#include "inquiry/search.h"

#include "base/json_writer.h"
#include "inquiry/answer.h"
#include "inquiry/tables.h"
#include "inquiry/walk.h"

namespace troth::inquiry {
namespace {

using audit::SearchKind;

/// Columns of the rows that tables.h calls for reading.
enum Column : std::size_t { kSeq, kEvent, kAt, kType, kActor, kToken, kSubject, kWhomLength };

Chosen chosen_by(Query const& query) {
  if (query.subject) return {SearchKind::subject, query.subject->bytes(), sql::find, sql::scan_subject};
  if (query.token) return {SearchKind::token, query.token->bytes(), sql::find, sql::scan_token};
  if (query.actor) return {SearchKind::actor, query.actor->bytes(), sql::find, sql::scan_actor};
  return {SearchKind::event, {}, sql::find, sql::scan};
}

template <class SomeId>
bool is(store::Value const& value, std::optional<SomeId> const& wanted) {
  return !wanted || (!value.is_null() && value.bytes() == wanted->bytes());
}

bool matches(Query const& query, store::Row const& row) {
  Time const at = row[kAt].time();
  return is(row[kSubject], query.subject) && is(row[kToken], query.token) && is(row[kActor], query.actor) &&
         (!query.type || row[kType].integer() == static_cast<std::int64_t>(*query.type)) &&
         (!query.from || at >= *query.from) && (!query.to || at <= *query.to);
}

void put_id(Json& json, std::string_view name, store::Value const& id) {
  json.key(name);
  if (id.is_null())
    json.null();
  else
    json.value(id.id<EventId>().text());
}

Result<> put(Json& json, LogView const& view, Persons& persons, store::Row const& row) {
  auto const type = act::event_type(static_cast<std::uint16_t>(row[kType].integer()));
  if (!type) return fail(Code::corrupt, "an event is of a type that this version does not know");
  bool erased = false;
  if (!row[kSubject].is_null()) {
    TROTH_TRY(bool const here, persons.here(row[kSubject].id<SubjectId>()));
    erased = row[kWhomLength].integer() == 0 || !here;
  }
  Place const place = view.place_of(row[kSeq].integer());
  json.object();
  put_id(json, "event", row[kEvent]);
  json.member("index", place.index).member("epoch", place.epoch).member("type", act::name(*type));
  json.member("at", rfc3339(row[kAt].time()));
  put_id(json, "actor", row[kActor]);
  put_id(json, "token", row[kToken]);
  put_id(json, "subject", erased ? store::Value() : row[kSubject]);
  json.member("erased", erased).end();
  return {};
}

/// What was looked for. A person who was looked for stands in `whom`, sealed under the person's own key.
Result<act::Event> tell_searched(vault::Context const& context, access::Grant const& grant, Query const& query,
                                 bool person, std::size_t found, std::int64_t upto) {
  Json what;
  what.object();
  if (query.subject) what.member("by_subject", true);
  if (query.token) what.member("of_token", query.token->text());
  if (query.actor) what.member("of_actor", query.actor->text());
  if (query.type) what.member("type", act::name(*query.type));
  if (query.from) what.member("from", rfc3339(*query.from));
  if (query.to) what.member("to", rfc3339(*query.to));
  what.member("found", static_cast<std::uint64_t>(found)).member("searched_to", upto).end();
  if (!person) return vault::tell(context, grant, act::EventType::log_searched, what.text());
  TROTH_TRY(auto key, context.keyring.subject(grant.tenant(), *query.subject));
  return vault::tell(context, grant, act::EventType::log_searched, what.text(),
                     Json().object().member("subject", query.subject->text()).end().text(), *query.subject, key);
}

Result<std::int64_t> start_of(vault::Context const& context, LogView const& view, Query const& query) {
  if (query.cursor && *query.cursor > view.end())
    return fail(Code::invalid, "send the cursor that the page before gave", "cursor");
  std::int64_t from = 0;
  if (query.from) {
    TROTH_TRY(from, view.first_at(context.snapshot, *query.from - kTimeSlack));
  }
  return std::max(from, query.cursor.value_or(0));
}

}  // namespace

Result<vault::Decision> search(vault::Context const& context, access::Grant const& grant, Query const& query) {
  TROTH_TRY(may_read(context, grant));
  TROTH_TRY(auto view, LogView::load(context.snapshot, grant.tenant()));
  TROTH_TRY(std::int64_t const start, start_of(context, view, query));
  std::int64_t below = view.end();
  if (query.to) {
    TROTH_TRY(below, view.first_at(context.snapshot, *query.to + kTimeSlack));
  }
  Persons persons(context.snapshot, grant.tenant());
  bool person = false;
  if (query.subject) {
    TROTH_TRY(person, persons.here(*query.subject));
  }

  store::Rows found;
  auto take = [&](store::Row const& row) -> Result<bool> {
    if (matches(query, row)) found.push_back(row);
    return static_cast<std::int64_t>(found.size()) < query.limit;
  };
  std::int64_t upto = std::max(start, below);
  if (!query.subject || person) {
    Walk walk(context.snapshot, view, chosen_by(query));
    TROTH_TRY(upto, walk.run(start, below, Query::kMostRows, take));
  }
  Json json;
  json.object().key("events").array();
  for (auto const& row : found) TROTH_TRY(put(json, view, persons, row));
  json.end().key("next");
  if (upto < below)
    json.value(std::to_string(upto));
  else
    json.null();
  json.member("searched_to", upto).end();
  TROTH_TRY(auto event, tell_searched(context, grant, query, person, found.size(), upto));
  return vault::Decision{persons.guarded(store::WriteSet(std::move(event))), vault::reply(200, json.text())};
}

}  // namespace troth::inquiry

#include <algorithm>

#include "vault/classes.h"
#include "vault/labels.h"
#include "vault/labels_tables.h"
#include "vault/tables.h"

// retrieval of what a person or a record is sorted under, with the class that follows from it.

namespace troth::vault {
namespace {

Result<Sensitivity> ordinary_class(Context const& context, TenantId tenant, std::string const& name) {
  auto const parsed = CollectionName::parse(name);
  if (!parsed) return fail(Code::corrupt, "a record names what is no collection");
  TROTH_TRY(auto collection, load_collection(context.snapshot, tenant, *parsed));
  return vault::ordinary_class(collection);
}

/// The highest of what the person's records are, as far as they are there for the actor.
Result<Sensitivity> class_of_records(Context const& context, access::Grant const& grant) {
  store::Params const of{grant.tenant(), *grant.facts().subject_id, special_counts(grant)};
  TROTH_TRY(auto highest, context.snapshot.one(sql::highest_label, of));
  TROTH_TRY(auto out, stored_class((*highest)[0].integer()));
  TROTH_TRY(auto collections, context.snapshot.query(sql::count_records, of));
  for (auto const& row : collections) {
    TROTH_TRY(auto const least, ordinary_class(context, grant.tenant(), row[0].text()));
    out = std::max(out, least);
  }
  return out;
}

Result<> must_be_shown(Context const& context, access::Grant const& grant, Labelled const& thing) {
  SubjectId const subject = *grant.facts().subject_id;
  TROTH_TRY(bool const away, thing ? hidden(context, grant, subject, thing->collection, thing->record)
                                   : hidden(context, grant, subject));
  if (away) return fail(Code::not_found, "there is nothing here");
  return {};
}

}  // namespace

Result<Decision> show_labels(Context const& context, access::Grant const& grant, Labelled const& thing) {
  SubjectId const subject = *grant.facts().subject_id;
  TROTH_TRY(must_be_shown(context, grant, thing));
  store::Params place{grant.tenant(), subject, thing ? thing->collection.text() : std::string()};
  place.push_back(thing ? store::Value(thing->record) : store::Value(Bytes()));
  TROTH_TRY(auto labels, context.snapshot.query(sql::select_labels, place));
  auto highest = Sensitivity::public_;
  if (thing) {
    TROTH_TRY(auto there, context.snapshot.one(sql::select_there, place));
    if (!there) return fail(Code::not_found, "there is nothing here");
    TROTH_TRY(highest, ordinary_class(context, grant.tenant(), thing->collection.text()));
  } else {
    TROTH_TRY(highest, class_of_records(context, grant));
  }
  Json json;
  json.object().member("subject", subject.text());
  if (thing) json.member("collection", thing->collection.text()).member("record", thing->record.text());
  json.key("labels").array();
  for (auto const& row : labels) {
    TROTH_TRY(auto const of, stored_class(row[1].integer()));
    highest = std::max(highest, of);
    json.value(row[0].text());
  }
  json.end().member("class", name(highest)).end();
  Json what;
  what.object().member("labels", std::int64_t(labels.size())).end();
  TROTH_TRY(auto event, tell(context, grant, act::EventType::retrieved, what.text(),
                             Json().object().member("subject", subject.text()).end().text()));
  return Decision{store::WriteSet(std::move(event)), reply(200, json.text())};
}

}  // namespace troth::vault

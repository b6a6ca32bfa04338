#include "vault/labels.h"

#include <algorithm>

#include "access/tables.h"
#include "vault/classes.h"
#include "vault/labels_tables.h"
#include "vault/own.h"
#include "vault/tables.h"
#include "vault/use_tables.h"

namespace troth::vault {
namespace {

using act::EventType;

constexpr std::size_t kMostLabels = 32;
constexpr std::int64_t kMostDeclared = 1'000;
constexpr std::size_t kMaxTitle = 200, kMaxReason = 500;

Error nothing_here() { return fail(Code::not_found, "there is nothing here"); }

/// tenant, subject, collection, record: how the tables name the thing.
store::Params place_of(access::Grant const& grant, Labelled const& thing) {
  SubjectId const subject = *grant.facts().subject_id;
  if (!thing) return {grant.tenant(), subject, "", Bytes()};
  return {grant.tenant(), subject, thing->collection.text(), thing->record};
}

/// not_found unless the thing is there, and is there for the actor.
Result<> must_be_there(Context const& context, access::Grant const& grant, Labelled const& thing) {
  SubjectId const subject = *grant.facts().subject_id;
  TROTH_TRY(bool const away, thing ? hidden(context, grant, subject, thing->collection, thing->record)
                                   : hidden(context, grant, subject));
  if (away) return nothing_here();
  if (!thing) return {};
  TROTH_TRY(auto row, context.snapshot.one(sql::select_there, place_of(grant, thing)));
  if (!row) return nothing_here();
  return {};
}

std::string whom(access::Grant const& grant) {
  return Json().object().member("subject", grant.facts().subject_id->text()).end().text();
}

Json& add_thing(Json& json, Labelled const& thing) {
  if (thing) json.member("collection", thing->collection.text()).member("record", thing->record.text());
  return json;
}

/// A label changes who sees the thing, so whatever was decided before it is decided again: the revision moves.
store::WriteSet moved(store::WriteSet set, access::Grant const& grant) {
  return std::move(set).then(sql::touch_subject,
                             {grant.tenant(), *grant.facts().subject_id, grant.facts().subject_revision});
}

Result<Decision> change(Context const& context, access::Grant const& grant, Labelled const& thing,
                        LabelName const& label, std::string_view done, store::Sql sql, store::Params row) {
  Json what;
  what.object().member("label", label.text()).member("done", done);
  add_thing(what, thing).end();
  TROTH_TRY(auto event, tell(context, grant, EventType::organised, what.text(), whom(grant)));
  auto set = moved(store::WriteSet(std::move(event)).then(sql, std::move(row), store::kAny), grant);
  return Decision{std::move(set), reply(200, what.text())};
}

/// The class before, if the label was declared before.
Result<std::optional<Sensitivity>> class_before(Context const& context, TenantId tenant, LabelName const& name) {
  TROTH_TRY(auto row, context.snapshot.one(sql::select_declared, {tenant, name.text()}));
  if (!row) return std::optional<Sensitivity>();
  TROTH_TRY(auto const before, stored_class((*row)[0].integer()));
  return std::optional(before);
}

}  // namespace

Result<Decision> declare_label(Context const& context, access::Grant const& grant, LabelName const& name,
                               std::string_view title, std::string_view class_name,
                               std::optional<std::string> const& reason) {
  TROTH_TRY(not_from_outside(grant));
  if (title.empty() || title.size() > kMaxTitle)
    return fail(Code::invalid, "give it words, at most 200 bytes", "/title");
  auto const wanted = parse_class(class_name);
  if (!wanted)
    return fail(Code::invalid, "not one of the words this takes",
                "/class (one of public, internal, personal, special)");
  if (reason && (reason->empty() || reason->size() > kMaxReason))
    return fail(Code::invalid, "give the reason, at most 500 bytes", "/reason");
  TROTH_TRY(auto const before, class_before(context, grant.tenant(), name));
  if (before && *wanted < *before && !reason)
    return fail(Code::invalid, "what carries the label will be shown more widely; give the reason", "/reason");
  TROTH_TRY(auto declared, context.snapshot.one(sql::count_declared, {grant.tenant()}));
  if (!before && (*declared)[0].integer() >= kMostDeclared)
    return fail(Code::invalid, "a tenant has at most 1,000 labels; use one of them", "{name}");

  Json what, answer;
  what.object().member("label", name.text()).member("title", title).member("class", class_name);
  answer.object().member("label", name.text()).member("title", title).member("class", class_name).end();
  if (before) what.member("before", vault::name(*before));
  if (reason) what.member("reason", *reason);
  what.end();
  TROTH_TRY(auto event, tell(context, grant, EventType::administered, what.text()));
  auto const guard = static_cast<std::int64_t>(before.value_or(*wanted));
  auto set = store::WriteSet(std::move(event))
                 .then(sql::declare_label, {grant.tenant(), name.text(), title, static_cast<std::int64_t>(*wanted),
                                            context.clock.now(), guard});
  return Decision{std::move(set), reply(before ? 200 : 201, answer.text())};
}

Result<Decision> put_label(Context const& context, access::Grant const& grant, Labelled const& thing,
                           LabelName const& label) {
  TROTH_TRY(must_be_there(context, grant, thing));
  TROTH_TRY(auto const declared, class_before(context, grant.tenant(), label));
  if (!declared) return fail(Code::not_found, "declare the label first: PUT .../labels/{name}", "{label}");
  auto row = place_of(grant, thing);
  TROTH_TRY(auto carried, context.snapshot.query(sql::select_labels, row));
  bool const there = std::ranges::any_of(carried, [&](auto const& one) { return one[0].text() == label.text(); });
  if (!there && carried.size() >= kMostLabels)
    return fail(Code::invalid, "one thing carries at most 32 labels; take another off first", "{label}");
  row.push_back(label.text());
  row.push_back(context.clock.now());
  return change(context, grant, thing, label, "put", sql::put_label, std::move(row));
}

Result<Decision> take_label(Context const& context, access::Grant const& grant, Labelled const& thing,
                            LabelName const& label) {
  TROTH_TRY(must_be_there(context, grant, thing));
  auto row = place_of(grant, thing);
  row.push_back(label.text());
  return change(context, grant, thing, label, "taken", sql::take_label, std::move(row));
}

Result<Decision> assign(Context const& context, access::Grant const& grant, std::optional<PrincipalId> principal) {
  SubjectId const subject = *grant.facts().subject_id;
  TROTH_TRY(must_be_there(context, grant, std::nullopt));
  Json what;
  what.object();
  if (principal) {
    TROTH_TRY(auto row, context.snapshot.one(access::sql::select_principal, {grant.tenant(), *principal}));
    if (!row || (*row)[1].text() != "active")
      return fail(Code::invalid, "name an active principal of the tenant", "/principal");
    what.member("assignee", principal->text()).end();
  } else {
    what.key("assignee").null().end();
  }
  TROTH_TRY(auto event, tell(context, grant, EventType::organised, what.text(), whom(grant)));
  store::WriteSet set(std::move(event));
  if (principal)
    set = std::move(set).then(sql::put_assignee, {grant.tenant(), subject, *principal, context.clock.now()});
  else
    set = std::move(set).then(sql::take_assignee, {grant.tenant(), subject}, store::kAny);
  return Decision{moved(std::move(set), grant), reply(200, what.text())};
}

}  // namespace troth::vault

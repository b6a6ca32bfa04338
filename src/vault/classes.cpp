#include "vault/classes.h"

#include <algorithm>
#include <map>

#include "base/mutant.h"
#include "vault/labels_tables.h"

namespace troth::vault {
namespace {

constexpr std::int64_t kLeastShown = 10;
constexpr int kClasses = 4;
static_assert(static_cast<int>(Sensitivity::special) == kSpecialClass && kClasses == kSpecialClass + 1);

Result<bool> any_special(Context const& context, access::Grant const& grant, SubjectId subject,
                         std::string const& collection, Bytes const& record) {
  if (sees_special(grant)) return false;
  TROTH_TRY(auto rows,
            context.snapshot.query(sql::select_special, {grant.tenant(), subject, collection, Bytes(), record}));
  return !rows.empty();
}

using Counts = std::array<std::int64_t, kClasses>;

void add_histogram(Json& json, std::string_view name, Counts const& counts) {
  json.key(name).object();
  for (int i = 0; i < kClasses; ++i)
    add_count(json, vault::name(static_cast<Sensitivity>(i)), counts[static_cast<std::size_t>(i)]);
  json.end();
}

}  // namespace

bool sees_special(access::Grant const& grant) { return grant.actor().permissions.has(act::Permission::read_special); }

std::int64_t special_counts(access::Grant const& grant) { return sees_special(grant) ? 1 : 0; }

Result<bool> hidden(Context const& context, access::Grant const& grant, SubjectId subject,
                    CollectionName const& collection, RecordId record) {
  auto const id = record.bytes();
  return any_special(context, grant, subject, collection.text(), Bytes(id.begin(), id.end()));
}

Result<bool> hidden(Context const& context, access::Grant const& grant, SubjectId subject) {
  return any_special(context, grant, subject, {}, {});
}

access::FieldMask hidden_fields(access::Grant const& grant, Collection const& collection) {
  if (sees_special(grant)) return 0;
  access::FieldMask mask = 0;
  for (std::size_t i = 0; i < collection.fields.size(); ++i)
    if (collection.fields[i].sensitivity == Sensitivity::special) mask |= access::FieldMask{1} << i;
  return mask;
}

Sensitivity ordinary_class(Collection const& collection) {
  auto out = Sensitivity::public_;
  for (auto const& field : collection.fields)
    if (field.sensitivity != Sensitivity::special) out = std::max(out, field.sensitivity);
  return out;
}

std::optional<Sensitivity> parse_class(std::string_view text) {
  for (int i = 0; i < kClasses; ++i)
    if (name(static_cast<Sensitivity>(i)) == text) return static_cast<Sensitivity>(i);
  return std::nullopt;
}

Result<Sensitivity> stored_class(std::int64_t number) {
  if (number < 0 || number >= kClasses) return fail(Code::corrupt, "a label has a class that does not exist");
  return static_cast<Sensitivity>(number);
}

void add_count(Json& json, std::string_view name, std::int64_t count) {
  if (count < kLeastShown && !TROTH_MUTANT("small-counts-shown"))
    json.member(name, "<10");
  else
    json.member(name, count);
}

Result<Decision> class_histogram(Context const& context, access::Grant const& grant) {
  Counts records{}, people{};
  std::map<std::string, Sensitivity> ordinary;
  TROTH_TRY(auto totals, context.snapshot.query(sql::count_by_collection, {grant.tenant()}));
  for (auto const& row : totals) {
    auto const name = CollectionName::parse(row[0].text());
    if (!name) return fail(Code::corrupt, "a record names what is no collection");
    TROTH_TRY(auto collection, load_collection(context.snapshot, grant.tenant(), *name));
    auto const least = ordinary_class(collection);
    ordinary.emplace(name->text(), least);
    records[static_cast<std::size_t>(least)] += row[1].integer();
  }
  TROTH_TRY(auto labelled, context.snapshot.query(sql::count_by_class, {grant.tenant()}));
  for (auto const& row : labelled) {
    TROTH_TRY(auto const labels, stored_class(row[1].integer()));
    if (row[0].text().empty()) {
      people[static_cast<std::size_t>(labels)] += row[2].integer();
      continue;
    }
    auto const least = ordinary.find(row[0].text());
    if (least == ordinary.end()) continue;  // of a record that its retention removed
    records[static_cast<std::size_t>(least->second)] -= row[2].integer();
    records[static_cast<std::size_t>(std::max(least->second, labels))] += row[2].integer();
  }
  Json json;
  json.object();
  add_histogram(json, "records", records);
  add_histogram(json, "labelled_subjects", people);
  json.end();
  TROTH_TRY(auto event, tell(context, grant, act::EventType::administered, "{\"read\":\"classes\"}"));
  return Decision{store::WriteSet(std::move(event)), reply(200, json.text())};
}

}  // namespace troth::vault

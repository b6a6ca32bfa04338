#include <set>

#include "base/json_writer.h"
#include "vault/blind_index.h"
#include "vault/classes.h"
#include "vault/labels_tables.h"
#include "vault/use.h"
#include "vault/use_budget.h"
#include "vault/use_tables.h"

// use over many people: how many share a value or a label, and nobody singled out (TE-1.8).

namespace troth::vault {
namespace {

/// One event about nobody in particular, with the number as it was answered.
Result<Decision> counted(Context const& context, access::Grant const& grant, Counted const& of, Json& what,
                         std::int64_t people) {
  Json answer;
  add_count(answer.object(), "subjects", people);
  answer.end();
  what.member("purpose", grant.purpose()->text());
  add_count(what, "subjects", people);
  what.end();
  TROTH_TRY(auto event, tell(context, grant, act::EventType::used, what.text()));
  TROTH_TRY(auto set, spend(context, grant, of, store::WriteSet(std::move(event))));
  return Decision{std::move(set), reply(200, answer.text())};
}

/// How many have the value, under any version of the index key: while one is rotated, a person's tokens may be under
/// several. Nobody is counted twice.
Result<std::int64_t> sharing(Context const& context, access::Grant const& grant, CollectionName const& name,
                             Field const& field, std::string_view normalised) {
  TROTH_TRY(auto keys, context.keyring.indexes(grant.tenant()));
  std::set<Bytes> people;
  for (auto const& key : keys) {
    Bytes const token = BlindIndex::token(key, name, field, normalised);
    TROTH_TRY(auto rows,
              context.snapshot.query(sql::equal_subjects, {grant.tenant(), name.text(), field.name.text(), token,
                                                           grant.purpose()->text(), special_counts(grant), Bytes()}));
    for (auto const& row : rows) {
      auto const id = row[0].bytes();
      people.emplace(id.begin(), id.end());
    }
  }
  return static_cast<std::int64_t>(people.size());
}

}  // namespace

Result<Decision> count_value(Context const& context, access::Grant const& grant, CollectionName const& name,
                             std::string_view field, std::string_view value) {
  TROTH_TRY(auto collection, load_collection(context.snapshot, grant.tenant(), name));
  auto const index = collection.find(field);
  if (!index || !collection.fields[*index].indexed)
    return fail(Code::invalid, "only the values of an indexed field can be counted", "/field");
  if ((collection.allowed(*grant.purpose()) >> *index & 1) == 0)
    return fail(Code::denied, "the purpose does not reach this field", "Purpose");
  Field const& asked = collection.fields[*index];
  auto const spelled = normalise(asked.normaliser, value);
  if (!spelled) return fail(Code::invalid, spelled.error().message, "/value");
  TROTH_TRY(auto const people, sharing(context, grant, name, asked, *spelled));
  Json what;
  what.object().member("act", "count").member("collection", name.text()).member("field", field);
  return counted(context, grant, {name.text(), std::string(field)}, what, people);
}

Result<Decision> count_label(Context const& context, access::Grant const& grant, LabelName const& label) {
  TROTH_TRY(auto declared, context.snapshot.one(sql::select_declared, {grant.tenant(), label.text()}));
  if (!declared) return fail(Code::not_found, "the tenant has no such label", "/label");
  TROTH_TRY(auto row, context.snapshot.one(sql::count_labelled, {grant.tenant(), label.text(), grant.purpose()->text(),
                                                                 special_counts(grant), Bytes()}));
  Json what;
  what.object().member("act", "count").member("label", label.text());
  return counted(context, grant, {"", label.text()}, what, (*row)[0].integer());
}

}  // namespace troth::vault

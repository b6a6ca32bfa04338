#include <algorithm>
#include <map>

#include "base/json_writer.h"
#include "vault/categories_tables.h"
#include "vault/discovery.h"

namespace troth::vault {
namespace {

struct Declared {
  Collection const* collection;
  Field const* field;
};

Result<std::vector<Collection>> newest(Context const& context, TenantId tenant) {
  TROTH_TRY(auto rows, context.snapshot.query(sql::newest_collections, {tenant}));
  std::vector<Collection> out;
  for (auto const& row : rows) {
    auto const name = CollectionName::parse(row[0].text());
    if (!name) return fail(Code::corrupt, "a collection has a name that is none");
    TROTH_TRY(auto collection, parse_definition(*name, static_cast<std::uint32_t>(row[1].integer()), row[2].text()));
    out.push_back(std::move(collection));
  }
  return out;
}

std::string_view form_of(Field const& field) {
  constexpr std::string_view kTypes[] = {"text", "integer", "boolean", "timestamp"};
  if (field.indexed && field.normaliser == Normaliser::email) return "email";
  if (field.indexed && field.normaliser == Normaliser::phone) return "phone";
  return kTypes[static_cast<std::size_t>(field.type)];
}

void write_fields(Json& json, std::vector<Declared> const& fields) {
  json.key("fields").array();
  for (auto const& [collection, field] : fields) {
    json.object().member("collection", collection->name.text()).member("version", collection->version);
    json.member("field", field->name.text()).member("kind", form_of(*field));
    json.member("sensitivity", name(field->sensitivity)).key("purposes").array();
    for (auto const& purpose : field->purposes) json.value(purpose.text());
    json.end().member("retention", field->retention.text()).end();
  }
  json.end();
}

void write_categories(Json& json, std::vector<Collection> const& collections) {
  std::map<std::optional<Category>, std::vector<Declared>> sorted;
  for (auto const& collection : collections)
    for (auto const& field : collection.fields) sorted[field.category].push_back({&collection, &field});
  json.key("categories").array();
  for (auto const& [category, fields] : sorted) {
    if (!category) continue;
    auto const most = std::ranges::max(fields, {}, [](Declared const& d) { return d.field->sensitivity; });
    json.object().member("category", name(*category)).member("sensitivity", name(most.field->sensitivity));
    write_fields(json, fields);
    json.end();
  }
  json.end().key("without_category").object();
  write_fields(json, sorted[std::nullopt]);
  json.end();
}

/// What was found and is still not declared.
Result<> write_found(Context const& context, TenantId tenant, std::vector<Collection> const& collections, Json& json) {
  TROTH_TRY(auto rows, context.snapshot.query(sql::select_found, {tenant}));
  json.key("undeclared").array();
  for (auto const& row : rows) {
    auto const of = std::ranges::find_if(collections, [&](auto const& c) { return c.name.text() == row[0].text(); });
    auto const index = of == collections.end() ? std::nullopt : of->find(row[1].text());
    auto const declared = index ? kinds_declared(of->fields[*index]) : ValueKinds(0);
    bool known = false;
    for (std::size_t i = 0; i < kValueKinds; ++i)
      known = known || (name(static_cast<ValueKind>(i)) == row[2].text() && (declared >> i & 1) != 0);
    if (known) continue;
    json.object().member("collection", row[0].text()).member("field", row[1].text()).member("found", row[2].text());
    json.member("records", row[3].integer()).member("first", rfc3339(row[4].time()));
    json.member("last", rfc3339(row[5].time())).end();
  }
  json.end();
  return {};
}

}  // namespace

Result<Decision> list_categories(Context const& context, access::Grant const& grant) {
  TROTH_TRY(auto collections, newest(context, grant.tenant()));
  TROTH_TRY(auto searched, context.snapshot.one(sql::select_discovery, {grant.tenant()}));
  Json json;
  write_categories(json.object(), collections);
  TROTH_TRY(write_found(context, grant.tenant(), collections, json));
  json.key("searched");
  if (searched) {
    json.object().member("at", rfc3339((*searched)[0].time())).member("records", (*searched)[1].integer()).end();
  } else {
    json.null();
  }
  json.end();
  TROTH_TRY(auto event, tell(context, grant, act::EventType::administered, "{\"read\":\"categories\"}"));
  return Decision{store::WriteSet(std::move(event)), reply(200, json.text())};
}

}  // namespace troth::vault

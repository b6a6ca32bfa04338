#include <algorithm>

#include "base/json_writer.h"
#include "base/mutant.h"
#include "crypto/hash.h"
#include "vault/operations.h"
#include "vault/tables.h"

// structuring: data is held in declared, versioned structures; each change is a version of its own with its own event,
// which names every purpose that was widened (TE-1.4).

namespace troth::vault {
namespace {

Result<> refer(Context const& context, TenantId tenant, Collection const& collection) {
  for (auto const& field : collection.fields) {
    for (auto const& purpose : field.purposes) {
      TROTH_TRY(auto row, context.snapshot.one(sql::select_purpose, {tenant, purpose.text()}));
      if (!row) return fail(Code::invalid, "define the purpose first: PUT .../purposes/{name}", purpose.text());
    }
    TROTH_TRY(auto row, context.snapshot.one(sql::select_retention, {tenant, field.retention.text()}));
    if (!row && !TROTH_MUTANT("retention-optional"))
      return fail(Code::invalid, "define the retention class first: PUT .../retention/{name}", field.retention.text());
  }
  return {};
}

/// The newest earlier definition of each name, also of names that were dropped since: records of then still hold them.
Result<std::vector<Field>> earlier_fields(Context const& context, TenantId tenant, CollectionName const& name) {
  TROTH_TRY(auto rows, context.snapshot.query(sql::select_collections, {tenant, name.text()}));
  std::vector<Field> out;
  for (auto const& row : rows) {
    TROTH_TRY(auto version, parse_definition(name, static_cast<std::uint32_t>(row[0].integer()), row[1].text()));
    for (auto const& field : version.fields)
      if (std::ranges::find(out, field.name, &Field::name) == out.end()) out.push_back(field);
  }
  return out;
}

/// "field:purpose" for each purpose that the name did not have before.
std::vector<std::string> widened(std::vector<Field> const& before, Collection const& after) {
  std::vector<std::string> out;
  for (auto const& field : after.fields) {
    auto old = std::ranges::find(before, field.name, &Field::name);
    if (old == before.end()) continue;
    for (auto const& purpose : field.purposes)
      if (std::ranges::find(old->purposes, purpose) == old->purposes.end())
        out.push_back(field.name.text() + ":" + purpose.text());
  }
  return out;
}

/// A name keeps its type, as older records keep their values, and its index, as older index rows stay.
Result<> compatible(std::vector<Field> const& before, Collection const& after) {
  for (auto const& field : after.fields) {
    auto old = std::ranges::find(before, field.name, &Field::name);
    if (old == before.end()) continue;
    if (old->type != field.type)
      return fail(Code::invalid, "a field keeps its type; use another name", field.name.text());
    if (old->indexed != field.indexed || old->normaliser != field.normaliser)
      return fail(Code::invalid, "a field keeps its index, or its lack of one; use another name", field.name.text());
  }
  return {};
}

/// Records of one collection have at most this many shapes; each request may have to read them all.
constexpr std::uint32_t kMostVersions = 1'000;

}  // namespace

Result<Decision> structure(Context const& context, access::Grant const& grant, CollectionName const& name,
                           std::string_view definition) {
  auto before = load_collection(context.snapshot, grant.tenant(), name);
  if (!before && before.error().code != Code::not_found) return std::move(before).error();
  std::uint32_t const version = before ? before->version + 1 : 1;
  TROTH_TRY(auto collection, parse_definition(name, version, definition));
  TROTH_TRY(refer(context, grant.tenant(), collection));
  if (version > kMostVersions) return fail(Code::exhausted, "a collection has at most 1,000 versions; begin another");
  TROTH_TRY(auto earlier, earlier_fields(context, grant.tenant(), name));
  TROTH_TRY(compatible(earlier, collection));

  std::string const text = definition_text(collection);
  Json what, answer;
  what.object().member("collection", name.text()).member("version", version);
  what.member("definition_sha256", hex(crypto::sha256(as_bytes(text)))).key("widened").array();
  for (auto const& purpose : widened(earlier, collection)) what.value(purpose);
  what.end().end();
  answer.object().member("collection", name.text()).member("version", version).end();
  TROTH_TRY(auto event, tell(context, grant, act::EventType::structured, what.text()));
  auto set = store::WriteSet(std::move(event))
                 .then(sql::insert_collection, {grant.tenant(), name.text(), version, text, context.clock.now()});
  return Decision{std::move(set), reply(version == 1 ? 201 : 200, answer.text())};
}

}  // namespace troth::vault

#include <algorithm>

#include "base/json_writer.h"
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
    if (!row)
      return fail(Code::invalid, "define the retention class first: PUT .../retention/{name}", field.retention.text());
  }
  return {};
}

/// "field:purpose" for each purpose that a field of the version before did not have.
std::vector<std::string> widened(Collection const& before, Collection const& after) {
  std::vector<std::string> out;
  for (auto const& field : after.fields) {
    auto old = before.find(field.name.text());
    if (!old) continue;
    for (auto const& purpose : field.purposes)
      if (std::ranges::find(before.fields[*old].purposes, purpose) == before.fields[*old].purposes.end())
        out.push_back(field.name.text() + ":" + purpose.text());
  }
  return out;
}

/// A later version may add and drop fields; it may not give a name another type, as older records keep their values.
Result<> compatible(Collection const& before, Collection const& after) {
  for (auto const& field : after.fields)
    if (auto old = before.find(field.name.text()); old && before.fields[*old].type != field.type)
      return fail(Code::invalid, "a field keeps its type; use another name", field.name.text());
  return {};
}

}  // namespace

Result<Decision> structure(Context const& context, access::Grant const& grant, CollectionName const& name,
                           std::string_view definition) {
  auto before = load_collection(context.snapshot, grant.tenant(), name);
  if (!before && before.error().code != Code::not_found) return std::move(before).error();
  std::uint32_t const version = before ? before->version + 1 : 1;
  TROTH_TRY(auto collection, parse_definition(name, version, definition));
  TROTH_TRY(refer(context, grant.tenant(), collection));
  if (before) TROTH_TRY(compatible(*before, collection));

  std::string const text = definition_text(collection);
  Json what, answer;
  what.object().member("collection", name.text()).member("version", version);
  what.member("definition_sha256", hex(crypto::sha256(as_bytes(text)))).key("widened").array();
  if (before)
    for (auto const& purpose : widened(*before, collection)) what.value(purpose);
  what.end().end();
  answer.object().member("collection", name.text()).member("version", version).end();
  TROTH_TRY(auto event, tell(context, grant, act::EventType::structured, what.text()));
  auto set = store::WriteSet(std::move(event))
                 .then(sql::insert_collection, {grant.tenant(), name.text(), version, text, context.clock.now()});
  return Decision{std::move(set), reply(version == 1 ? 201 : 200, answer.text())};
}

}  // namespace troth::vault

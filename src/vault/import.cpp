#include "vault/import.h"

#include <algorithm>

#include "base/json_writer.h"
#include "vault/blind_index.h"
#include "vault/import_lines.h"
#include "vault/tables.h"

namespace troth::vault {
namespace {

struct ImportRow {
  CollectionName collection;
  bool open;
  std::int64_t next, accepted, rejected;
};

Result<ImportRow> load(Context const& context, TenantId tenant, ImportId id) {
  TROTH_TRY(auto row, context.snapshot.one(sql::select_import, {tenant, id}));
  if (!row) return fail(Code::not_found, "there is nothing here");
  return ImportRow{*CollectionName::parse((*row)[0].text()), (*row)[1].text() == "open", (*row)[2].integer(),
                   (*row)[3].integer(), (*row)[4].integer()};
}

std::string describe(ImportId id, ImportRow const& row) {
  Json json;
  json.object().member("import", id.text()).member("collection", row.collection.text());
  json.member("state", row.open ? "open" : "closed").member("next_chunk", row.next);
  json.member("accepted", row.accepted).member("rejected", row.rejected);
  return json.end().text();
}

/// What a chunk is remembered by, so that sending it again is told from sending another one. Keyed: lines can be
/// guessed. Under each version of the index key, the newest first.
Result<std::vector<Bytes>> chunk_macs(Context const& context, TenantId tenant, ImportId id, std::int64_t number,
                                      std::string_view body) {
  TROTH_TRY(auto keys, context.keyring.indexes(tenant));
  std::vector<Bytes> out;
  for (auto const& key : keys)
    out.push_back(BlindIndex::body_mac(key, "import/" + id.text() + "/" + std::to_string(number), body));
  return out;
}

}  // namespace

Result<Decision> open_import(Context const& context, access::Grant const& grant, CollectionName const& name) {
  TROTH_TRY(auto collection, load_collection(context.snapshot, grant.tenant(), name));
  auto const now = context.clock.now();
  auto const id = ImportId::make(now, context.random);
  std::string const text = describe(id, {collection.name, true, 0, 0, 0});
  TROTH_TRY(auto event, tell(context, grant, act::EventType::import_opened, text));
  auto set = store::WriteSet(std::move(event)).then(sql::insert_import, {grant.tenant(), id, name.text(), now});
  return Decision{std::move(set), reply(201, text, "/v1/tenants/" + grant.tenant().text() + "/imports/" + id.text())};
}

Result<Decision> describe_import(Context const& context, access::Grant const& grant, ImportId id) {
  TROTH_TRY(auto row, load(context, grant.tenant(), id));
  TROTH_TRY(auto event, tell(context, grant, act::EventType::administered,
                             "{\"read\":\"import\",\"import\":\"" + id.text() + "\"}"));
  return Decision{store::WriteSet(std::move(event)), reply(200, describe(id, row))};
}

Result<Decision> import_chunk(Context const& context, access::Grant const& grant, ImportId id, std::int64_t number,
                              std::string_view ndjson) {
  TROTH_TRY(auto row, load(context, grant.tenant(), id));
  TROTH_TRY(auto const macs, chunk_macs(context, grant.tenant(), id, number, ndjson));
  TROTH_TRY(auto sent, context.snapshot.one(sql::select_chunk, {grant.tenant(), id, number}));
  if (sent && std::ranges::find(macs, (*sent)[0].bytes()) == macs.end())
    return fail(Code::conflict, "this chunk was taken with other lines", "/chunks/" + std::to_string(number));
  if (!sent && (!row.open || number != row.next))
    return fail(Code::conflict, row.open ? "send the chunks in order" : "the import is closed",
                "next chunk: " + std::to_string(row.next));

  if (sent) {  // taken already: say so, write nothing but the event of asking
    Json json;
    json.object().member("chunk", number).member("replayed", true).member("accepted", (*sent)[1].integer());
    json.member("rejected", (*sent)[2].integer()).end();
    TROTH_TRY(auto event, tell(context, grant, act::EventType::replayed, json.text()));
    return Decision{store::WriteSet(std::move(event)), reply(200, json.text())};
  }

  TROTH_TRY(auto lines, seal_lines(context, grant, row.collection, id, ndjson));
  Json what;
  what.object().member("import", id.text()).member("chunk", number).member("collection", row.collection.text());
  what.member("accepted", std::int64_t(lines.records.size())).member("rejected", std::int64_t(lines.rejected.size()));
  what.member("envelopes_sha256", hex(lines.digest)).end();
  TROTH_TRY(auto event, tell(context, grant, act::EventType::import_chunk, what.text()));
  auto const event_id = event.id;
  auto const accepted = std::int64_t(lines.records.size()), rejected = std::int64_t(lines.rejected.size());
  http::Response answer = reply(200, describe_lines(number, lines));
  auto set = std::move(lines)
                 .into(store::WriteSet(std::move(event)))
                 .then(sql::insert_chunk, {grant.tenant(), id, number, macs.front(), accepted, rejected, event_id})
                 .then(sql::advance_import, {number + 1, accepted, rejected, grant.tenant(), id, number});
  return Decision{std::move(set), std::move(answer)};
}

Result<Decision> close_import(Context const& context, access::Grant const& grant, ImportId id) {
  TROTH_TRY(auto row, load(context, grant.tenant(), id));
  row.open = false;
  TROTH_TRY(auto event, tell(context, grant, act::EventType::import_closed, describe(id, row)));
  auto set =
      store::WriteSet(std::move(event)).then(sql::close_import, {grant.tenant(), id}, store::kOne, Code::conflict);
  return Decision{std::move(set), reply(200, describe(id, row))};
}

}  // namespace troth::vault

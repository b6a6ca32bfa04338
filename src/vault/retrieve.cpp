#include <algorithm>

#include "base/json_writer.h"
#include "base/mutant.h"
#include "vault/blind_index.h"
#include "vault/classes.h"
#include "vault/operations.h"
#include "vault/tables.h"

// retrieval: finds by an indexed value, or lists a subject's records; ids only, never plaintext (TE-1.6).

namespace troth::vault {
namespace {

constexpr int kPage = 100;

/// The cursor of list_records: "<collection>/<record id>" of the last row given, or empty.
Result<std::pair<std::string, Bytes>> parse_cursor(std::string_view cursor) {
  if (cursor.empty()) return std::pair<std::string, Bytes>{"", Bytes{}};
  auto slash = cursor.find('/');
  auto name = CollectionName::parse(cursor.substr(0, slash));
  auto record = slash == cursor.npos ? std::nullopt : RecordId::parse(cursor.substr(slash + 1));
  if (!name || !record) return fail(Code::invalid, "send the cursor that the page before gave", "cursor");
  return std::pair<std::string, Bytes>{name->text(), record->bytes()};
}

/// Whether special records are among those given: to whom they exist.
std::int64_t listed(access::Grant const& grant) { return TROTH_MUTANT("special-listed") ? 1 : special_counts(grant); }

/// Asks under every version of the index key: while one is rotated, a value's tokens may be under either. In the order
/// of the index, one more than a page.
Result<store::Rows> find(Context const& context, access::Grant const& grant, CollectionName const& name,
                         Field const& field, std::string_view normalised) {
  TROTH_TRY(auto keys, context.keyring.indexes(grant.tenant()));
  store::Rows out;
  for (auto const& key : keys) {
    Bytes const token = BlindIndex::token(key, name, field, normalised);
    TROTH_TRY(auto rows,
              context.snapshot.query(sql::select_index, {grant.tenant(), name.text(), field.name.text(), token,
                                                         grant.purpose()->text(), listed(grant), Bytes()}));
    out.insert(out.end(), std::make_move_iterator(rows.begin()), std::make_move_iterator(rows.end()));
  }
  if (keys.size() == 1) return out;
  auto const place = [](store::Row const& row) { return std::pair(row[0].bytes(), row[1].bytes()); };
  std::ranges::sort(out, {}, place);
  auto const twice = std::ranges::unique(out, {}, place);
  out.erase(twice.begin(), twice.end());
  if (out.size() > kPage + 1) out.resize(kPage + 1);
  return out;
}

}  // namespace

Result<Decision> retrieve(Context const& context, access::Grant const& grant, CollectionName const& name,
                          std::string_view field, std::string_view value) {
  TROTH_TRY(auto collection, load_collection(context.snapshot, grant.tenant(), name));
  auto index = collection.find(field);
  if (!index || !collection.fields[*index].indexed)
    return fail(Code::invalid, "only an indexed field can be looked up", "/field");
  if ((collection.allowed(*grant.purpose()) >> *index & 1) == 0)
    return fail(Code::denied, "the purpose does not reach this field", "Purpose");
  Field const& looked_up = collection.fields[*index];
  TROTH_TRY(std::string normalised, normalise(looked_up.normaliser, value));
  TROTH_TRY(auto rows, find(context, grant, name, looked_up, normalised));
  bool const more = rows.size() > kPage;
  if (more) rows.pop_back();

  Json what, answer;
  what.object().member("collection", name.text()).member("field", field).member("purpose", grant.purpose()->text());
  what.member("found", std::int64_t(rows.size())).end();
  std::vector<store::Params> guards;  // whoever is named here is neither restricted nor erased when this is in the log
  answer.object().key("matches").array();
  for (auto const& row : rows) {
    auto const subject = row[0].id<SubjectId>();
    answer.object().member("subject", subject.text()).member("record", row[1].id<RecordId>().text()).end();
    guards.push_back({grant.tenant(), subject, row[2].integer()});
  }
  answer.end().member("more", more).end();
  TROTH_TRY(auto event, tell(context, grant, act::EventType::retrieved, what.text()));
  return Decision{store::WriteSet(std::move(event)).require_each(sql::guard_subject, std::move(guards)),
                  reply(200, answer.text())};
}

Result<Decision> list_records(Context const& context, access::Grant const& grant, std::string_view cursor) {
  TROTH_TRY(auto after, parse_cursor(cursor));
  SubjectId const subject = *grant.facts().subject_id;
  TROTH_TRY(bool const away, hidden(context, grant, subject));
  if (away) return fail(Code::not_found, "there is nothing here");
  TROTH_TRY(auto rows, context.snapshot.query(sql::list_records, {grant.tenant(), subject, after.first, after.second,
                                                                  listed(grant), kPage}));
  Json json;
  json.object().key("records").array();
  std::string next;
  for (auto const& row : rows) {
    next = row[0].text() + "/" + row[1].id<RecordId>().text();
    json.object().member("collection", row[0].text()).member("record", row[1].id<RecordId>().text());
    json.member("version", row[2].integer()).member("recorded", rfc3339(row[3].time())).end();
  }
  json.end();
  if (rows.size() == kPage) json.member("next", next);
  json.end();
  Json what;
  what.object().member("listed", std::int64_t(rows.size())).end();
  TROTH_TRY(auto event, tell(context, grant, act::EventType::retrieved, what.text(),
                             Json().object().member("subject", subject.text()).end().text()));
  return Decision{store::WriteSet(std::move(event)), reply(200, json.text())};
}

}  // namespace troth::vault

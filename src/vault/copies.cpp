#include "vault/copies.h"

#include <charconv>
#include <map>

#include "vault/copies_tables.h"
#include "vault/facts.h"
#include "vault/sealing.h"

namespace troth::vault {
namespace {

constexpr int kPage = 100;
constexpr std::int64_t kPageBytes = 1 << 20;
constexpr std::size_t kMaxReason = 500;

/// The last version that the page before gave: "<collection>/<record>/<version>".
struct Cursor {
  std::string collection;
  Bytes record;
  std::int64_t version = 0;
};

Result<Cursor> parse_cursor(std::string_view text) {
  if (text.empty()) return Cursor{};
  auto const first = text.find('/'), last = text.rfind('/');
  Error const wrong = fail(Code::invalid, "send the cursor that the page before gave", "cursor");
  if (first == text.npos || first == last) return wrong;
  auto const collection = CollectionName::parse(text.substr(0, first));
  auto const record = RecordId::parse(text.substr(first + 1, last - first - 1));
  std::string_view const number = text.substr(last + 1);
  std::int64_t version = 0;
  auto const [end, error] = std::from_chars(number.data(), number.data() + number.size(), version);
  if (!collection || !record || error != std::errc() || end != number.data() + number.size()) return wrong;
  return Cursor{collection->text(), record->bytes(), version};
}

/// One version of one record, as the key query found it.
struct Item {
  CollectionName collection;
  RecordId record;
  std::int64_t version;
  bool current;

  std::string cursor() const { return collection.text() + "/" + record.text() + "/" + std::to_string(version); }
};

struct Page {
  std::vector<Item> items;
  bool more = false;
};

/// As many as fit, and one at least.
Result<Page> next_page(Context const& context, access::Grant const& grant, Cursor const& after) {
  SubjectId const subject = *grant.facts().subject_id;
  TROTH_TRY(auto rows, context.snapshot.query(sql::copy_keys, {grant.tenant(), subject, after.collection, after.record,
                                                               after.version, kPage + 1}));
  Page out;
  std::int64_t bytes = 0;
  for (auto const& row : rows) {
    bytes += row[3].integer();
    out.more = out.items.size() == kPage || (!out.items.empty() && bytes > kPageBytes);
    if (out.more) break;
    auto name = CollectionName::parse(row[0].text());
    if (!name) return fail(Code::corrupt, "a record stands in a collection that cannot be");
    out.items.push_back({std::move(*name), row[1].id<RecordId>(), row[2].integer(), row[4].integer() == 1});
  }
  return out;
}

/// Leave to open the records of one collection.
Result<access::Grant> leave_for(Context const& context, access::Grant const& grant, CollectionName const& collection) {
  TROTH_TRY(auto facts, subject_facts(context.snapshot, grant.tenant(), *grant.facts().subject_id));
  TROTH_TRY(add_all_fields(context.snapshot, grant.tenant(), facts, collection));
  return leave_to_copy(context, grant, std::move(facts));
}

Result<> write_item(Json& json, Context const& context, access::Grant const& leave, Item const& item) {
  SubjectId const subject = *leave.facts().subject_id;
  TROTH_TRY(auto row,
            context.snapshot.one(item.current ? sql::copy_current : sql::copy_history,
                                 {leave.tenant(), subject, item.collection.text(), item.record, item.version}));
  if (!row) return fail(Code::corrupt, "a record has vanished from its own snapshot");
  RecordPlace const place{leave.tenant(),
                          subject,
                          item.collection,
                          item.record,
                          static_cast<std::uint32_t>(item.version),
                          static_cast<std::uint32_t>((*row)[0].integer())};
  TROTH_TRY(auto members, open_record(context, leave, place, leave.facts().fields.asked, (*row)[1].bytes()));
  json.object().member("collection", item.collection.text()).member("record", item.record.text());
  json.member("version", item.version).member("current", item.current).member("at", rfc3339((*row)[2].time()));
  json.member("retain_until", rfc3339((*row)[3].time()));
  json.key("fields").raw(http::JsonValue(std::move(members)).dump()).end();
  return {};
}

Result<> write_items(Json& json, Context const& context, access::Grant const& grant, Page const& page) {
  std::optional<access::Grant> leave;
  for (auto const& item : page.items) {
    if (!leave || leave->facts().collection != item.collection) {
      TROTH_TRY(auto fresh, leave_for(context, grant, item.collection));
      leave.emplace(std::move(fresh));
    }
    TROTH_TRY(write_item(json, context, *leave, item));
  }
  return {};
}

std::string what_copied(Page const& page, bool first) {
  std::map<std::string, std::int64_t> counts;
  for (auto const& item : page.items) ++counts[item.collection.text()];
  Json json;
  json.object().member("copy", first ? "first page" : "further page").key("versions").object();
  for (auto const& [collection, count] : counts) json.member(collection, count);
  return json.end().member("more", page.more).end().text();
}

}  // namespace

Result<access::Grant> leave_to_copy(Context const& context, access::Grant const& grant, access::Facts facts) {
  access::Intent const intent{grant.operation(), act::Permission::export_data, grant.tenant(), std::nullopt};
  return access::authorise(grant.actor(), intent, std::move(facts), context.clock.now());
}

Result<Decision> copy_of_subject(Context const& context, access::Grant const& grant, std::string_view cursor,
                                 std::string_view reason) {
  if (reason.empty()) return fail(Code::required, "say in the Reason header why the copy is made", "Reason");
  if (reason.size() > kMaxReason || !is_utf8(reason))
    return fail(Code::invalid, "a reason is text of at most 500 bytes", "Reason");
  TROTH_TRY(auto after, parse_cursor(cursor));
  SubjectId const subject = *grant.facts().subject_id;
  TROTH_TRY(auto page, next_page(context, grant, after));
  Json json, whom;
  json.object().member("format", "troth/copy/v1").member("subject", subject.text());
  json.member("tenant", grant.tenant().text()).member("made", rfc3339(context.clock.now()));
  if (cursor.empty())
    for (auto const& section : copy_sections()) {
      json.key(section.name);
      TROTH_TRY(section.write(context, grant, subject, json));
    }
  json.key("records").array();
  TROTH_TRY(write_items(json, context, grant, page));
  json.end();
  if (page.more) json.member("next", page.items.back().cursor());
  json.end();
  whom.object().member("subject", subject.text()).member("reason", reason).end();
  TROTH_TRY(auto event, tell(context, grant, act::EventType::exported, what_copied(page, cursor.empty()), whom.text()));
  return Decision{store::WriteSet(std::move(event)), reply(200, json.text())};
}

}  // namespace troth::vault

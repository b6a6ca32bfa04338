#include "vault/discovery.h"

#include <map>
#include <set>

#include "base/json_writer.h"
#include "base/mutant.h"
#include "vault/categories_tables.h"
#include "vault/facts.h"
#include "vault/sealing.h"
#include "vault/tables.h"

// The search for categories of personal data that no definition declares (TE-1.14).

namespace troth::vault {
namespace {

constexpr std::int64_t kStretches = 20;
constexpr std::size_t kMostFindings = 100;  ///< told one by one
constexpr auto kRemembered = std::chrono::hours(24 * 30);

/// Where and as what: collection, field, kind -> records.
using Findings = std::map<std::tuple<std::string, std::string, ValueKind>, std::int64_t>;

struct Search {
  std::int64_t records = 0, unread = 0;
  Findings found;
};

std::uint64_t milliseconds_of(SubjectId id) { return read_be<std::uint64_t>(id.view()) >> 16; }

/// An id of that millisecond, the least one (RFC 9562 section 5.7).
SubjectId id_at(std::uint64_t milliseconds) {
  Bytes bytes;
  append_be(bytes, milliseconds << 16);
  bytes.resize(16);
  return *SubjectId::from(bytes);
}

/// Leaves as many, drawn at random, as weigh kDiscoveryBytes, and all if they weigh less.
void cut(Random& random, store::Rows& keys) {
  std::size_t kept = 0;
  for (std::int64_t bytes = 0; bytes < kDiscoveryBytes && kept < keys.size(); ++kept) {
    auto const dice = random.bytes<8>();
    std::swap(keys[kept], keys[kept + read_be<std::uint64_t>(dice) % (keys.size() - kept)]);
    bytes += keys[kept][3].integer();
  }
  keys.erase(keys.begin() + static_cast<std::ptrdiff_t>(kept), keys.end());
}

/// The keys of all records, or of stretches of them that begin at random moments between the first and the last
/// subject's: ids are made of the time.
Result<store::Rows> sample(Context const& context, TenantId tenant) {
  TROTH_TRY(auto rows, context.snapshot.query(sql::sample_keys, {tenant, SubjectId(), kDiscoveryRecords + 1}));
  if (rows.size() <= static_cast<std::size_t>(kDiscoveryRecords)) return rows;
  std::uint64_t const first = milliseconds_of(rows.front()[0].id<SubjectId>());
  auto const now = static_cast<std::uint64_t>(to_micros(context.clock.now())) / 1000;
  store::Rows out;
  std::set<std::pair<SubjectId, RecordId>> taken;
  for (std::int64_t i = 0; i < kStretches; ++i) {
    auto const random = context.random.bytes<8>();
    auto const at = first + read_be<std::uint64_t>(random) % (now > first ? now - first : 1);
    TROTH_TRY(auto stretch,
              context.snapshot.query(sql::sample_keys, {tenant, id_at(at), kDiscoveryRecords / kStretches}));
    for (auto& row : stretch)
      if (taken.emplace(row[0].id<SubjectId>(), row[2].id<RecordId>()).second) out.push_back(std::move(row));
  }
  return out;
}

/// The cell's own leave to read all fields of one record.
Result<access::Grant> leave(Context const& context, RecordPlace const& place, Collection const& collection) {
  TROTH_TRY(auto facts, subject_facts(context.snapshot, place.tenant, place.subject));
  facts.collection = place.collection;
  facts.fields = {.purpose_known = true, .asked = collection.all(), .allowed = collection.all()};
  return access::authorise_job(place.tenant, act::Operation::administration, std::move(facts), context.clock.now());
}

ValueKinds kinds_of(http::JsonValue const& value) {
  if (value.text()) return kinds_in(*value.text());
  return value.integer() ? kinds_in(std::to_string(*value.integer())) : ValueKinds(0);
}

Result<> look_at(Context const& context, RecordPlace const& place, ByteView envelope, Collection const& collection,
                 Findings& found) {
  TROTH_TRY(auto grant, leave(context, place, collection));
  TROTH_TRY(auto const members, open_record(context, grant, place, collection.all(), envelope));
  for (auto const& [field, value] : members) {
    auto const index = collection.find(field);
    ValueKinds kinds = kinds_of(value);
    if (index) kinds &= static_cast<ValueKinds>(~kinds_declared(collection.fields[*index]));
    if (TROTH_MUTANT("discovery-blind")) kinds = 0;
    for (std::size_t i = 0; i < kValueKinds; ++i)
      if (kinds >> i & 1) ++found[{collection.name.text(), field, static_cast<ValueKind>(i)}];
  }
  return {};
}

/// One record is in memory at a time. One that cannot be opened is counted and does not end the search: it is fsck's to
/// report.
Result<Search> search(Context const& context, TenantId tenant) {
  TROTH_TRY(auto keys, sample(context, tenant));
  cut(context.random, keys);
  Search out;
  std::map<std::string, Collection, std::less<>> collections;
  for (auto const& key : keys) {
    auto const subject = key[0].id<SubjectId>();
    auto const id = key[2].id<RecordId>();
    auto const name = CollectionName::parse(key[1].text());
    if (!name) return fail(Code::corrupt, "a record names a collection that is none");
    auto known = collections.find(name->text());
    if (known == collections.end()) {
      TROTH_TRY(auto collection, load_collection(context.snapshot, tenant, *name));
      known = collections.emplace(name->text(), std::move(collection)).first;
    }
    TROTH_TRY(auto const row, context.snapshot.one(sql::select_record, {tenant, subject, name->text(), id}));
    if (!row) throw store::CorruptRow();  // the snapshot had its key
    RecordPlace const place{tenant,
                            subject,
                            *name,
                            id,
                            static_cast<std::uint32_t>((*row)[0].integer()),
                            static_cast<std::uint32_t>((*row)[1].integer())};
    auto const looked = look_at(context, place, (*row)[3].bytes(), known->second, out.found);
    if (!looked && looked.error().code == Code::unavailable) return looked.error();
    ++(looked ? out.records : out.unread);
  }
  return out;
}

std::string describe(Search const& search) {
  Json json;
  json.object().member("searched", search.records).member("unread", search.unread).key("undeclared").array();
  std::size_t told = 0;
  for (auto const& [where, records] : search.found) {
    if (++told > kMostFindings) break;
    auto const& [collection, field, kind] = where;
    json.object().member("collection", collection).member("field", field).member("found", name(kind));
    json.member("records", records).end();
  }
  json.end().member("findings", search.found.size());
  return json.member("more", search.found.size() > kMostFindings).end().text();
}

store::WriteSet keep(store::WriteSet set, TenantId tenant, Search const& search, Time now) {
  std::vector<store::Params> rows;
  for (auto const& [where, records] : search.found) {
    if (rows.size() == kDiscoveryKept) break;
    auto const& [collection, field, kind] = where;
    rows.push_back({tenant, collection, field, name(kind), records, now, now});
  }
  return std::move(set)
      .then(sql::put_discovery, {tenant, now, search.records})
      .then_each(sql::put_found, std::move(rows))
      .then(sql::forget_found, {tenant, now - kRemembered}, store::kAny);
}

}  // namespace

Result<Decision> discover(Context const& context, access::Grant const& grant) {
  TROTH_TRY(auto const found, search(context, grant.tenant()));
  std::string const text = describe(found);
  auto const type = found.found.empty() ? act::EventType::administered : act::EventType::category_undeclared;
  TROTH_TRY(auto event, tell(context, grant, type, text));
  return Decision{keep(store::WriteSet(std::move(event)), grant.tenant(), found, context.clock.now()),
                  reply(200, text)};
}

}  // namespace troth::vault

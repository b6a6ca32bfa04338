#include "vault/retention_sweep.h"

#include <map>
#include <set>

#include "base/json_writer.h"
#include "base/mutant.h"
#include "vault/collection.h"
#include "vault/retention_tables.h"
#include "vault/tables.h"

namespace troth::vault {
namespace {

constexpr std::int64_t kPage = 1'000;
constexpr std::int64_t kAtOnce = 200;

Result<act::Event> tell_swept(Context const& context, TenantId tenant, act::EventType type, std::string what) {
  return context.scribe.write({tenant, type, std::move(what), "{\"at\":\"the cell\"}", "{}", std::nullopt});
}

}  // namespace

/// How long records of each structure are kept, as the tenant's classes are now.
struct RetentionSweep::Periods {
  std::map<std::pair<std::string, std::int64_t>, Duration> of;

  static Result<Periods> load(store::Reader& snapshot, TenantId tenant) {
    std::map<std::string, Duration> classes;
    TROTH_TRY(auto rows, snapshot.query(sql::list_classes, {tenant}));
    for (auto const& row : rows) classes.emplace(row[0].text(), std::chrono::days(row[1].integer()));
    Periods out;
    TROTH_TRY(auto definitions, snapshot.query(sql::list_definitions, {tenant}));
    for (auto const& row : definitions) {
      auto const name = CollectionName::parse(row[0].text());
      if (!name) throw store::CorruptRow();
      TROTH_TRY(auto collection, parse_definition(*name, static_cast<std::uint32_t>(row[1].integer()), row[2].text()));
      Duration longest{};
      for (auto const& field : collection.fields)
        if (auto it = classes.find(field.retention.text()); it != classes.end())
          longest = std::max(longest, it->second);
      if (longest > Duration{}) out.of.emplace(std::pair(row[0].text(), row[1].integer()), longest);
    }
    return out;
  }
};

Result<std::optional<store::WriteSet>> RetentionSweep::next(Context const& context) {
  if (TROTH_MUTANT("retention-never-ends")) return std::optional<store::WriteSet>();
  TROTH_TRY(auto changes, context.snapshot.query(sql::select_changes, {tenant_}));
  if (!changes.empty()) return shorten(context, changes);
  return end(context);
}

/// Goes over the tenant's records once, page by page; a page that changes something is a set, and so is the end.
Result<std::optional<store::WriteSet>> RetentionSweep::shorten(Context const& context, store::Rows const& changes) {
  TROTH_TRY(auto const periods, Periods::load(context.snapshot, tenant_));
  if (after_.empty()) after_ = {Bytes(), "", Bytes()};
  std::vector<store::Params> shorter;
  bool more = !TROTH_MUTANT("shorter-for-new-data-only");
  while (more && shorter.empty()) {
    TROTH_TRY(auto rows, context.snapshot.query(sql::ends_after, {tenant_, after_[0], after_[1], after_[2], kPage}));
    for (auto const& row : rows) {
      auto const period = periods.of.find({row[1].text(), row[3].integer()});
      if (period == periods.of.end()) continue;
      Time const end = row[4].time() + period->second;
      if (end < row[5].time()) shorter.push_back({end, tenant_, row[0], row[1], row[2]});
    }
    more = rows.size() == static_cast<std::size_t>(kPage);
    if (!rows.empty()) after_ = {rows.back()[0], rows.back()[1], rows.back()[2]};
  }
  Json what;
  what.object().member("shortened", std::int64_t(shorter.size())).key("classes").array();
  for (auto const& change : changes) what.value(change[0].text());
  what.end().end();
  TROTH_TRY(auto event, tell_swept(context, tenant_, act::EventType::administered, what.text()));
  auto set = store::WriteSet(std::move(event))
                 .then_each(sql::shorten_record, shorter, store::kAny)
                 .then_each(sql::shorten_history, shorter, store::kAny);
  if (!more) {
    std::vector<store::Params> done;
    for (auto const& change : changes) done.push_back({tenant_, change[0], change[1]});
    set = std::move(set).then_each(sql::forget_change, std::move(done), store::kAny);
    after_.clear();
  }
  return std::optional(std::move(set));
}

Result<std::optional<store::WriteSet>> RetentionSweep::end(Context const& context) {
  auto const now = context.clock.now();
  TROTH_TRY(auto due, context.snapshot.query(sql::due_records, {tenant_, now, kAtOnce}));
  if (due.empty()) return std::optional<store::WriteSet>();
  std::set<SubjectId> seen;
  std::vector<store::Params> guards, records, versions, receipts;
  Json what;  // the ids, so that a record whose end came can be told from one that was taken away
  what.object().member("ended", std::int64_t(due.size())).key("records").array();
  for (auto const& row : due) {
    if (seen.insert(row[0].id<SubjectId>()).second) guards.push_back({tenant_, row[0], row[1]});
    records.push_back({tenant_, row[0], row[2], row[3], now});
    versions.push_back({tenant_, row[0], row[2], row[3]});
    receipts.push_back({tenant_, row[0], row[3]});
    what.value(row[3].id<RecordId>().text());
  }
  what.end().end();
  TROTH_TRY(auto event, tell_swept(context, tenant_, act::EventType::retention_ended, what.text()));
  if (TROTH_MUTANT("sweep-keeps-versions")) versions.clear();
  return std::optional(store::WriteSet(std::move(event))
                           .require_each(sql::guard_subject, std::move(guards))
                           .then_each(sql::delete_due, std::move(records))
                           .then_each(sql::delete_versions_of, versions, store::kAny)
                           .then_each(sql::delete_index_of, versions, store::kAny)
                           .then_each(sql::delete_labels_of, std::move(versions), store::kAny)
                           .then_each(sql::delete_receipt_of, std::move(receipts), store::kAny));
}

Result<std::vector<TenantId>> tenants_to_sweep(store::Reader& snapshot) {
  TROTH_TRY(auto rows, snapshot.query(sql::retention_tenants, {}));
  std::vector<TenantId> out;
  for (auto const& row : rows) out.push_back(row[0].id<TenantId>());
  return out;
}

Result<Decision> describe_retention(Context const& context, access::Grant const& grant) {
  TROTH_TRY(auto classes, context.snapshot.query(sql::list_classes, {grant.tenant()}));
  TROTH_TRY(auto changes, context.snapshot.query(sql::select_changes, {grant.tenant()}));
  TROTH_TRY(auto due, context.snapshot.query(sql::due_by_collection, {context.clock.now(), grant.tenant()}));
  Json json;
  json.object().key("classes").array();
  for (auto const& row : classes) {
    json.object().member("name", row[0].text()).member("days", row[1].integer()).member("ground", row[2].text());
    json.end();
  }
  json.end().key("being_shortened").array();
  for (auto const& row : changes) json.value(row[0].text());
  json.end().key("collections").array();
  for (auto const& row : due) {
    json.object().member("collection", row[0].text()).member("records", row[1].integer());
    json.member("due", row[2].integer()).member("first_end", rfc3339(row[3].time())).end();
  }
  json.end().end();
  TROTH_TRY(auto event, tell(context, grant, act::EventType::administered, "{\"read\":\"retention\"}"));
  return Decision{store::WriteSet(std::move(event)), reply(200, json.text())};
}

}  // namespace troth::vault
